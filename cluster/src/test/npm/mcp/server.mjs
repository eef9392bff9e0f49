// A server of the reference SDK (2026-07-28), on loopback and any free port, which it says: one tool adds, one asks first.
import http from 'node:http'
import { Readable } from 'node:stream'
import { acceptedContent, createMcpHandler, fromJsonSchema, inputRequired, McpServer } from '@modelcontextprotocol/server'

const schema = (properties, required) => fromJsonSchema({ type: 'object', properties, required })
const number = { type: 'number' }
const handler = createMcpHandler(() => {
  const server = new McpServer({ name: 'reference', version: '1.0.0' })
  server.registerTool('add', {
    description: 'Adds.', inputSchema: schema({ a: number, b: number }, ['a', 'b']), outputSchema: schema({ sum: number }, ['sum'])
  }, async ({ a, b }) => ({ content: [{ type: 'text', text: String(a + b) }], structuredContent: { sum: a + b } }))
  const confirmation = { type: 'object', properties: { confirm: { type: 'boolean' } }, required: ['confirm'] }
  server.registerTool('deploy', { description: 'Deploys.', inputSchema: schema({ to: { type: 'string' } }, ['to']) }, async ({ to }, context) => {
    const answer = acceptedContent(context.mcpReq.inputResponses, 'confirm')
    return answer?.confirm
      ? { content: [{ type: 'text', text: 'deployed to ' + to }] }
      : inputRequired({ inputRequests: { confirm: inputRequired.elicit({ message: `Deploy to ${to}?`, requestedSchema: confirmation }) } })
  })
  return server
}, { legacy: 'reject' })

const server = http.createServer(async (asked, answer) => {
  const withBody = asked.method === 'POST'
  const response = await handler.fetch(new Request('http://' + asked.headers.host + asked.url, {
    method: asked.method, headers: asked.headers, body: withBody ? Readable.toWeb(asked) : undefined, duplex: 'half'
  }))
  answer.writeHead(response.status, Object.fromEntries(response.headers))
  for await (const part of response.body ?? []) answer.write(part)
  answer.end()
})
server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port + '/mcp'))
