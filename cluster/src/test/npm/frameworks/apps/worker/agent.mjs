// An agent that does what it is told: answers, fails, or takes its time.
import { BaseAgent, createEvent, createEventActions } from '@google/adk'

const began = []

class Worker extends BaseAgent {
  async *runAsyncImpl(context) {
    const { attempt } = context.session.state.baton
    const text = context.userContent.parts[0].text
    began.push(attempt)
    if (text === 'fail') throw new Error('the index is empty')
    for (let left = text === 'slow' ? 30 : 0; left > 0 && !context.abortSignal?.aborted; left--) await new Promise(go => setTimeout(go, 50))
    if (context.abortSignal?.aborted) console.error('aborted', text)
    yield createEvent({
      invocationId: context.invocationId, author: this.name,
      content: { role: 'model', parts: [{ text: 'did ' + text }] },
      usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 2 },
      actions: createEventActions({ stateDelta: { began: began.filter(one => one === attempt).length } })
    })
  }
}

export const rootAgent = new Worker({ name: 'worker', description: 'Works.' })
