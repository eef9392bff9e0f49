// The reference client against agents that are workflows: node client.mjs BASE BINDING. Says as JSON what it has got.
import { ClientFactory, ClientFactoryOptions, JsonRpcTransportFactory, RestTransportFactory } from '@a2a-js/sdk/client'
import { AgentCard, Message, Task } from '@a2a-js/sdk'

const [base, binding] = process.argv.slice(2)
const old = binding === 'old'
const fetchImpl = globalThis.fetch
const transports = binding === 'rest' ? [new RestTransportFactory()] : [new JsonRpcTransportFactory({ legacyCompat: { enabled: old } })]
const options = { ...ClientFactoryOptions.default, transports }
const connect = async name => {
  const card = await (await fetchImpl(base + '/a2a/' + name + '/.well-known/agent-card.json')).json()
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

const agent = await connect('agents/doubler')
said.doubled = plain(await agent.sendMessage({ message: Message.fromJSON({ messageId: unique + '-6', role: 'ROLE_USER', parts: [{ data: { n: 21 } }] }) })).artifacts[0].parts[0].data
const card = await agent.getAgentCard()
said.input = AgentCard.toJSON(card).capabilities.extensions?.[0]?.params?.input?.required
console.log(JSON.stringify(said))
