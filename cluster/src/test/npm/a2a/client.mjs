// The reference client against agents that are workflows: node client.mjs BASE BINDING KEY. Says as JSON what it has got.
import { ClientFactory, ClientFactoryOptions, JsonRpcTransportFactory, RestTransportFactory } from '@a2a-js/sdk/client'
import { AgentCard, Message, SendMessageConfiguration, Task, TaskPushNotificationConfig, verifyAgentCardSignature } from '@a2a-js/sdk'
import { createPublicKey } from 'node:crypto'
import http from 'node:http'

const [base, binding, key] = process.argv.slice(2)
const old = binding === 'old'
const fetchImpl = globalThis.fetch
const transports = binding === 'rest' ? [new RestTransportFactory()] : [new JsonRpcTransportFactory({ legacyCompat: { enabled: old } })]
const options = { ...ClientFactoryOptions.default, transports }
const publicKey = createPublicKey({ key: JSON.parse(key), format: 'jwk' })
const verify = card => verifyAgentCardSignature(async () => publicKey)(AgentCard.fromJSON(card))
const connect = async name => {
  const card = await (await fetchImpl(base + '/a2a/' + name + '/.well-known/agent-card.json')).json()
  await verify(card)
  const wanted = { jsonrpc: ['JSONRPC', '1.0'], rest: ['HTTP+JSON', '1.0'], old: ['JSONRPC', '0.3'] }[binding]
  card.supportedInterfaces = card.supportedInterfaces.filter(one => one.protocolBinding === wanted[0] && one.protocolVersion === wanted[1])
  return new ClientFactory(options).createFromAgentCard(AgentCard.fromJSON(card))
}
const unique = binding + '-' + process.pid
const message = (id, text, more) => ({ message: Message.fromJSON({ messageId: unique + '-' + id, role: 'ROLE_USER', parts: [{ text, mediaType: 'text/plain' }], ...more }) })
const plain = task => Task.toJSON(task.payload?.value ?? task)
const said = {}

const greeter = await connect('greet')
const sent = plain(await greeter.sendMessage(message('1', 'Ada')))
said.state = sent.status.state
said.text = sent.artifacts[0].parts[0].text
const again = plain(await greeter.sendMessage(message('1', 'Ada')))
said.same = again.id === sent.id
said.got = plain(await greeter.getTask({ id: sent.id })).status.state
said.unknown = await greeter.getTask({ id: 'nothing' }).then(() => 'found', error => error.constructor.name)

const releaser = await connect('release')
const asked = plain(await releaser.sendMessage(message('2', '2.0')))
said.asked = asked.status.state
said.question = asked.status.message.parts[0].text
const answered = plain(await releaser.sendMessage(message('3', 'approve', { taskId: asked.id, contextId: asked.contextId })))
said.released = answered.artifacts[0].parts[0].text
const other = plain(await releaser.sendMessage(message('4', '3.0')))
said.cancelled = plain(await releaser.cancelTask({ id: other.id })).status.state

const napper = await connect('nap')
said.updates = []
for await (const event of napper.sendMessageStream(message('5', 'now'))) said.updates.push(event.payload?.$case ?? Object.keys(event)[0])
if (!old) said.listed = (await greeter.listTasks({ pageSize: 10, status: 0 })).tasks.some(task => task.id === sent.id)

const told = []
const listener = http.createServer((request, response) => {
  let body = ''
  request.on('data', chunk => { body += chunk }).on('end', () => {
    told.push({ token: request.headers['x-a2a-notification-token'], authorization: request.headers.authorization, body: JSON.parse(body) })
    // The first is not heard at once.
    response.writeHead(told.length === 1 ? 503 : 200).end()
  })
})
await new Promise(resolve => listener.listen(0, '127.0.0.1', resolve))
const url = 'http://127.0.0.1:' + listener.address().port + '/told'
const push = { id: 'mine', url, token: 'know-me', authentication: { scheme: 'Bearer', credentials: 'let-me-in' } }
const pushed = plain(await releaser.sendMessage({ ...message('7', '4.0'), configuration: SendMessageConfiguration.fromJSON({ taskPushNotificationConfig: push }) }))
const another = TaskPushNotificationConfig.fromJSON({ ...push, id: 'other', taskId: pushed.id })
said.created = (await releaser.createTaskPushNotificationConfig(another)).id
const ids = async () => (await releaser.listTaskPushNotificationConfig({ taskId: pushed.id, pageSize: 10, pageToken: '' })).configs.map(config => config.id)
said.configs = await ids()
said.read = (await releaser.getTaskPushNotificationConfig({ taskId: pushed.id, id: 'mine' })).url === url
await releaser.deleteTaskPushNotificationConfig({ taskId: pushed.id, id: 'other' })
said.left = await ids()
const state = one => (one.body.statusUpdate?.status ?? one.body.status)?.state
const heard = wanted => told.some(one => wanted.test(state(one) ?? ''))
const until = async wanted => { while (!heard(wanted)) await new Promise(resolve => setTimeout(resolve, 20)) }
await until(/input.required/i)
await releaser.sendMessage(message('8', 'approve', { taskId: pushed.id, contextId: pushed.contextId }))
await until(/completed/i)
said.credentials = told.every(one => one.token === 'know-me' && one.authorization === 'Bearer let-me-in')
said.output = JSON.stringify(told.map(one => one.body)).includes('4.0 is out')
listener.closeAllConnections()
listener.close()

const agent = await connect('agents/doubler')
said.doubled = plain(await agent.sendMessage({ message: Message.fromJSON({ messageId: unique + '-6', role: 'ROLE_USER', parts: [{ data: { n: 21 } }] }) })).artifacts[0].parts[0].data
const card = await agent.getAgentCard()
if (!old) await verify(AgentCard.toJSON(card))
said.input = AgentCard.toJSON(card).capabilities.extensions?.[0]?.params?.input?.required
console.log(JSON.stringify(said))
