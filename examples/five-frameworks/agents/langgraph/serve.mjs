// LangGraph's own development server (what "langgraphjs dev" starts), which keeps its threads in memory and in files.
import { startServer } from '@langchain/langgraph-api/server'
import { folder, port, ready } from '../desk.mjs'

const graphs = { questionnaire: import.meta.dirname + '/graph.mjs:graph' }
await startServer({ port, nWorkers: 4, host: '127.0.0.1', cwd: folder, graphs })
ready()
