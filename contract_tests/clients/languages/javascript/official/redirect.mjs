// The examples know RunPod's own addresses only; what they ask for there is asked of the mock.
const ADDRESSES = ["https://api.runpod.ai/v2", "https://dev-api.runpod.ai/v2"]
const asked = globalThis.fetch

globalThis.fetch = (url, init) => {
  const address = ADDRESSES.find((each) => String(url).startsWith(each + "/"))
  if (!address) throw new Error(`an example asks for ${url}`)
  return asked(process.env.MOCK_URL + "/v2" + String(url).slice(address.length), init)
}
