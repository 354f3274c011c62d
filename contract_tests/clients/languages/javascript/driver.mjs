// The npm package `runpod-sdk` behind the protocol of all drivers: a command on each line of stdin,
// an answer on each line of stdout.
import { createInterface } from "node:readline"

// The client prints a line for each of its polls, with the `console.log` that it finds when it is
// loaded; stdout belongs to the answers.
console.log = console.error
const { default: runpodSdk } = await import("runpod-sdk")

const ORIGIN = process.env.MOCK_URL
const endpoints = new Map()

function endpointOf({ key, endpoint, base = "/v2" }) {
  const place = JSON.stringify([key, endpoint, base])
  if (!endpoints.has(place)) {
    endpoints.set(place, runpodSdk(key, { baseUrl: ORIGIN + base }).endpoint(endpoint))
  }
  return endpoints.get(place)
}

// The whole body, or none at all: the client sends what it is given.
const bodyOf = ({ input, request }) => (input === undefined ? request : { input })

// The client counts in milliseconds; left out, it has a default of its own for each call.
const patience = ({ timeout }) => (timeout === undefined ? [] : [timeout * 1000])

async function chunks(command) {
  const { job, limit } = command
  const found = []
  if (limit === 0) return { chunks: found }
  for await (const piece of endpointOf(command).stream(job, ...patience(command))) {
    found.push(piece.output)
    if (found.length === limit) break
  }
  return { chunks: found }
}

// What a user finds in the error that a call throws, beyond its message.
async function caught({ of, ...command }) {
  try {
    return { returned: await CALLS[of](command) }
  } catch (error) {
    const { status, data } = error.response ?? {}
    const response = error.response ? { status, data } : null
    return { name: error.name, message: error.message, response }
  }
}

const CALLS = {
  "job.run": (c) => endpointOf(c).run(bodyOf(c), ...patience(c)),
  "job.run_sync": (c) => endpointOf(c).runSync(bodyOf(c), ...patience(c)),
  "job.status": (c) => endpointOf(c).status(c.job, ...patience(c)),
  "job.status_sync": (c) => endpointOf(c).statusSync(c.job, ...patience(c)),
  "job.stream": chunks,
  "job.cancel": (c) => endpointOf(c).cancel(c.job, ...patience(c)),
  "job.purge_queue": (c) => endpointOf(c).purgeQueue(...patience(c)),
  "job.health": (c) => endpointOf(c).health(...patience(c)),
  "javascript.caught": caught,
}

const raised = (kind, status, text) => ({ raised: { kind, status, text } })

async function answer(command) {
  const call = CALLS[command.call]
  if (!call) return raised("NotOffered", null, `no ${command.call} in this client`)
  try {
    return { returned: (await call(command)) ?? null }
  } catch (error) {
    return raised(error.name, error.response?.status ?? null, error.message)
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(await answer(JSON.parse(line))) + "\n")
}
