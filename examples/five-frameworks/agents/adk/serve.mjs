// The API server of Google's ADK (what "adk api_server" starts), with its sessions in memory.
import { AdkApiServer } from '@google/adk-devtools'
import { port, ready } from '../desk.mjs'

await new AdkApiServer({
  agentsDir: import.meta.dirname + '/apps', host: '127.0.0.1', port, agentFileLoadOptions: { compile: false, bundle: false }
}).start()
ready()
