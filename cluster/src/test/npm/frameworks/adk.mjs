// The API server of Google's ADK with the agent below apps/.
import { AdkApiServer } from '@google/adk-devtools'

const options = { agentsDir: import.meta.dirname + '/apps', host: '127.0.0.1', port: 0 }
const server = new AdkApiServer({ ...options, agentFileLoadOptions: { compile: false, bundle: false } })
console.log = console.error
await server.start()
process.stdout.write(server.url + '\n')
process.stdin.resume().on('end', () => process.exit(0))
