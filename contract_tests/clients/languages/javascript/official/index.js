// The package's examples were written beside a build that it does not ship at this place.
export * from "runpod-sdk"
export { default } from "runpod-sdk"
