// A task agent made with the reference SDK. Says where it listens, and at the end of each task how often it was begun.
// agent.mjs BINDING [streaming | signed]; a signed card's public key is what it says second.
import { generateKeyPairSync } from 'node:crypto'
import { AgentCard, generateAgentCardSignature, Message, Task, TaskArtifactUpdateEvent, TaskStatusUpdateEvent } from '@a2a-js/sdk'
import { AgentEvent, DefaultRequestHandler, InMemoryTaskStore } from '@a2a-js/sdk/server'
import { agentCardHandler, jsonRpcHandler, restHandler, UserBuilder } from '@a2a-js/sdk/server/express'
import express from 'express'

const [binding, manner] = process.argv.slice(2)
const begun = new Map()
const running = new Set()
const subscribed = new Map()

const status = (state, text) => ({
  state: 'TASK_STATE_' + state,
  timestamp: new Date().toISOString(),
  ...(text ? { message: { messageId: 's' + Math.random(), role: 'ROLE_AGENT', parts: [{ text }] } } : {})
})

const executor = {
  async execute(request, bus) {
    const { taskId, contextId } = request
    const message = Message.toJSON(request.userMessage)
    const part = message.parts[0]
    const said = part.text ?? part.data
    const publish = (state, text) => bus.publish(AgentEvent.statusUpdate(TaskStatusUpdateEvent.fromJSON({ taskId, contextId, status: status(state, text) })))
    begun.set(message.messageId, (begun.get(message.messageId) ?? 0) + 1)
    bus.publish(AgentEvent.task(request.task ?? Task.fromJSON({ id: taskId, contextId, status: status('SUBMITTED') })))
    running.add(taskId)
    if (said === 'at once') {
      bus.publish(AgentEvent.artifactUpdate(TaskArtifactUpdateEvent.fromJSON({ taskId, contextId, artifact: { artifactId: 'a', parts: [{ text: 'here' }] } })))
      publish('COMPLETED')
      return bus.finished()
    }
    if (said === 'ask me') {
      publish('INPUT_REQUIRED', 'Which account?')
      return bus.finished()
    }
    publish('WORKING')
    if (said === 'for ever') {
      while (running.has(taskId)) await new Promise(go => setTimeout(go, 20))
      publish('CANCELED')
      return bus.finished()
    }
    if (said === 'tell me until you are heard again') {
      for (let number = 0; subscribed.get(taskId) === undefined; number++) {
        bus.publish(AgentEvent.artifactUpdate(TaskArtifactUpdateEvent.fromJSON({ taskId, contextId, append: number > 0, artifact: { artifactId: 'told', parts: [{ text: 'word ' }] } })))
        await new Promise(go => setTimeout(go, 100))
      }
    }
    if (said === 'tell me' || said === 'tell me and hang up') {
      for (const [number, words] of ['one', ' two', ' three'].entries()) {
        bus.publish(AgentEvent.artifactUpdate(TaskArtifactUpdateEvent.fromJSON({ taskId, contextId, append: number > 0, artifact: { artifactId: 'a', parts: [{ text: words }] } })))
        await new Promise(go => setTimeout(go, 300))
        if (said !== 'tell me' && number === 0) {
          server.closeAllConnections()
          await new Promise(go => setTimeout(go, 1200))
        }
      }
      publish('COMPLETED')
      return bus.finished()
    }
    await new Promise(go => setTimeout(go, 600))
    if (said === 'fail') {
      publish('FAILED', 'I could not')
      return bus.finished()
    }
    bus.publish(AgentEvent.artifactUpdate(TaskArtifactUpdateEvent.fromJSON({
      taskId, contextId, artifact: { artifactId: 'a', parts: [{ data: { said, begun: begun.get(message.messageId), subscribed: subscribed.get(taskId) } }] }
    })))
    publish('COMPLETED')
    bus.finished()
  },
  async cancelTask(taskId) {
    running.delete(taskId)
    console.log('cancelled')
  }
}

const app = express()
const server = app.listen(0, '127.0.0.1', async () => {
  const url = 'http://127.0.0.1:' + server.address().port
  const interfaces = {
    jsonrpc: [{ url: url + '/rpc', protocolBinding: 'JSONRPC', protocolVersion: '1.0' }],
    rest: [{ url: url + '/rest', protocolBinding: 'HTTP+JSON', protocolVersion: '1.0' }],
    old: [{ url: url + '/rpc', protocolBinding: 'JSONRPC', protocolVersion: '0.3' }]
  }
  const card = AgentCard.fromJSON({
    name: 'echo', description: 'says it again', version: '1', supportedInterfaces: interfaces[binding],
    capabilities: { streaming: manner === 'streaming' }, defaultInputModes: ['text/plain', 'application/json'],
    defaultOutputModes: ['application/json'], skills: [{ id: 'echo', name: 'echo', description: 'says it again', tags: [] }]
  })
  const handler = new DefaultRequestHandler(card, new InMemoryTaskStore(), executor)
  const legacyCompat = { enabled: binding === 'old' }
  const userBuilder = UserBuilder.noAuthentication
  const resubscribe = handler.resubscribe.bind(handler)
  handler.resubscribe = (params, context) => {
    subscribed.set(params.id, (subscribed.get(params.id) ?? 0) + 1)
    return resubscribe(params, context)
  }
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const signed = manner === 'signed' ? await generateAgentCardSignature(keys.privateKey, { alg: 'ES256', kid: 'k1', typ: 'JOSE' })(card) : card
  app.use('/.well-known/agent-card.json', agentCardHandler({ agentCardProvider: async () => signed, legacyCompat }))
  app.use('/rpc', jsonRpcHandler({ requestHandler: handler, userBuilder, legacyCompat }))
  app.use('/rest', restHandler({ requestHandler: handler, userBuilder }))
  console.log(url)
  if (manner === 'signed') console.log(JSON.stringify({ ...keys.publicKey.export({ format: 'jwk' }), kid: 'k1' }))
})
