// An agent that does what it is told: answers, asks, fails, or takes its time.
import { BaseAgent, createEvent, createEventActions } from '@google/adk'

const began = []

class Worker extends BaseAgent {
  async *runAsyncImpl(context) {
    const { attempt } = context.session.state.baton
    const [{ text, functionResponse }] = context.userContent.parts
    began.push(attempt)
    if (text === 'fail') throw new Error('the index is empty')
    for (let left = text === 'slow' ? 30 : 0; left > 0 && !context.abortSignal?.aborted; left--) await new Promise(go => setTimeout(go, 50))
    if (context.abortSignal?.aborted) console.error('aborted', text)
    const said = (part, more = {}) =>
      createEvent({ invocationId: context.invocationId, author: this.name, content: { role: 'model', parts: [part] }, ...more })
    if (text === 'sign') {
      yield said({ functionCall: { id: 'call-1', name: 'sign', args: { page: 3 } } }, { longRunningToolIds: ['call-1'] })
      return
    }
    const answer = 'did ' + (functionResponse ? `${functionResponse.id} ${functionResponse.response.by}` : text)
    if (context.runConfig?.streamingMode === 'sse') yield said({ text: 'did ' }, { partial: true })
    yield said({ text: answer }, {
      usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 2 },
      actions: createEventActions({ stateDelta: { began: began.filter(one => one === attempt).length } })
    })
  }
}

export const rootAgent = new Worker({ name: 'worker', description: 'Works.' })
