// The reference client against a server of workflows: node client.mjs URL VERSION. Says as JSON what it has got.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'

const [url, version] = process.argv.slice(2)
const asked = []
const client = new Client({ name: 'check', version: '1' }, {
  capabilities: { elicitation: {} },
  versionNegotiation: { mode: version === '2026-07-28' ? { pin: version } : 'legacy' }
})
client.setRequestHandler('elicitation/create', async request => {
  asked.push(request.params.message)
  return { action: 'accept', content: { decision: 'approve', comment: 'good' } }
})
await client.connect(new StreamableHTTPClientTransport(new URL(url)))
const said = { tools: [], texts: [], progress: 0 }
said.tools = (await client.listTools()).tools.map(tool => tool.name)
const text = async (name, args, options) => {
  const result = await client.callTool({ name, arguments: args }, options)
  said.texts.push((result.isError ? 'error: ' : '') + result.content[0].text)
  return result
}
await text('greet', { name: 'Ada' })
await text('greet', {})
await text('release', { version: '2.0' })
const slept = await text('nap', {}, { onprogress: () => said.progress++ })
const run = 'baton://runs/' + slept._meta['dev.baton/run']
said.listed = (await client.listResources()).resources.some(resource => resource.uri === run)
said.status = JSON.parse((await client.readResource({ uri: run })).contents[0].text).status
said.events = JSON.parse((await client.readResource({ uri: run + '/events' })).contents[0].text).events.length
said.unknown = await client.callTool({ name: 'nobody', arguments: {} }).catch(error => error.code)
said.asked = asked
await client.close()
console.log(JSON.stringify(said))
