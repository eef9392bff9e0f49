// OpenAI Agents SDK: an agent with a tool and a typed answer, in a worker that takes its tasks from a queue of Baton.
import { Agent, run, setOpenAIAPI, setTracingDisabled, tool } from '@openai/agents'
import { z } from 'zod'
import { Result, TaskFailure, Worker } from '../baton-worker/worker.ts'
import { ready, table, work } from '../desk.mjs'

// Whatever speaks Chat Completions: OPENAI_BASE_URL says where it is.
setOpenAIAPI('chat_completions')
setTracingDisabled(true)

const classes = table('data-classes.csv')

const lookUp = tool({
  name: 'rules_for',
  description: 'The rules of the company for a class of data.',
  parameters: z.object({ dataClass: z.enum(classes.map(one => one.dataClass)) }),
  execute: ({ dataClass }) => JSON.stringify(classes.find(one => one.dataClass === dataClass))
})

const agent = new Agent({
  name: 'Data classifier',
  model: process.env.OPENAI_MODEL,
  instructions: 'Say which classes of data a supplier gets. Look up the rules for each class that the purpose names, and'
    + ' answer with these classes, the highest tier among them, and all that their rules require.',
  tools: [lookUp],
  outputType: z.object({ classes: z.array(z.string()), tier: z.enum(['none', 'low', 'medium', 'high']), requires: z.array(z.string()) })
})

const worker = new Worker(process.env.SERVER, 'data-classification', task =>
  work('data-classifier', task.id, async () => {
    const done = await run(agent, task.input.purpose, { signal: task.signal, maxTurns: 6 })
    if (!done.finalOutput) throw new TaskFailure('unavailable', 'the agent gave no answer')
    const { inputTokens, outputTokens } = done.state.usage
    return new Result(done.finalOutput, { usage: { inputTokens, outputTokens } })
  }, task.signal))

ready()
await worker.run()
