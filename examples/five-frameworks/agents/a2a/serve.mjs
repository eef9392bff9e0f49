// A2A: an agent of the company's risk desk, made with the protocol's reference SDK; knows what has happened at suppliers.
import { AgentCard, Message, Task, TaskArtifactUpdateEvent, TaskStatusUpdateEvent } from '@a2a-js/sdk'
import { AgentEvent, DefaultRequestHandler, InMemoryTaskStore } from '@a2a-js/sdk/server'
import { agentCardHandler, jsonRpcHandler, UserBuilder } from '@a2a-js/sdk/server/express'
import express from 'express'
import { port, ready, table, work } from '../desk.mjs'

/** Names without legal forms and marks: "Payroll One, Inc." and "payroll one" are the same. */
const plain = name => name.toLowerCase().replace(/\b(inc|ltd|llc|gmbh|ag|plc|sa)\b/g, '').replace(/[^a-z0-9]+/g, ' ').trim()

function history({ vendor }) {
  const incidents = table('incidents.csv')
    .filter(one => plain(one.vendor) === plain(vendor))
    .map(one => ({ date: one.date, kind: one.kind, records: Number(one.records), toldAfterHours: Number(one.toldAfterHours) }))
  const late = incidents.filter(one => one.toldAfterHours > 72).length
  const records = incidents.reduce((sum, one) => sum + one.records, 0)
  return { incidents, records, rating: late > 0 || records > 100_000 ? 'poor' : incidents.length > 0 ? 'fair' : 'good' }
}

const executor = {
  async execute(request, bus) {
    const { taskId, contextId } = request
    const message = Message.toJSON(request.userMessage)
    const status = state => ({ state: 'TASK_STATE_' + state, timestamp: new Date().toISOString() })
    const tell = state => bus.publish(AgentEvent.statusUpdate(TaskStatusUpdateEvent.fromJSON({ taskId, contextId, status: status(state) })))
    bus.publish(AgentEvent.task(request.task ?? Task.fromJSON({ id: taskId, contextId, status: status('SUBMITTED') })))
    tell('WORKING')
    // A message that is sent again has the same id.
    const found = await work('incident-desk', message.messageId, () => history(message.parts[0].data))
    const artifact = { artifactId: 'history', parts: [{ data: found, mediaType: 'application/json' }] }
    bus.publish(AgentEvent.artifactUpdate(TaskArtifactUpdateEvent.fromJSON({ taskId, contextId, artifact })))
    tell('COMPLETED')
    bus.finished()
  },
  async cancelTask() {}
}

const card = AgentCard.fromJSON({
  name: 'incident-desk', description: 'Knows what has happened at suppliers.', version: '1',
  supportedInterfaces: [{ url: `http://127.0.0.1:${port}/rpc`, protocolBinding: 'JSONRPC', protocolVersion: '1.0' }],
  capabilities: { streaming: false }, defaultInputModes: ['application/json'], defaultOutputModes: ['application/json'],
  skills: [{ id: 'history', name: 'history', description: 'The incidents of a supplier.', tags: [] }]
})
const handler = new DefaultRequestHandler(card, new InMemoryTaskStore(), executor)
const app = express()
app.use('/.well-known/agent-card.json', agentCardHandler({ agentCardProvider: handler }))
app.use('/rpc', jsonRpcHandler({ requestHandler: handler, userBuilder: UserBuilder.noAuthentication }))
app.listen(port, '127.0.0.1', ready)
