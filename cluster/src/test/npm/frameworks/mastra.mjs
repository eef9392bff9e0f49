// A workflow that does what its input says, an agent, and its model, behind Mastra's own server.
import { createServer } from 'node:http'
import { serve } from '@hono/node-server'
import { Mastra } from '@mastra/core'
import { Agent } from '@mastra/core/agent'
import { InMemoryStore } from '@mastra/core/storage'
import { createStep, createWorkflow } from '@mastra/core/workflows'
import { MastraServer } from '@mastra/hono'
import { Hono } from 'hono'
import { z } from 'zod'

const began = []
const step = createStep({
  id: 'step',
  inputSchema: z.object({ text: z.string() }),
  outputSchema: z.object({ answer: z.string(), began: z.number() }),
  suspendSchema: z.object({ may: z.string() }),
  resumeSchema: z.object({ by: z.string() }),
  execute: async ({ inputData: { text }, runId, resumeData, suspend, abortSignal }) => {
    began.push(runId)
    if (text === 'fail') throw new Error('the index is empty')
    if (text === 'ask' && !resumeData) return suspend({ may: 'I send it?' })
    while (text === 'forever' && !abortSignal.aborted) await new Promise(go => setTimeout(go, 50))
    if (text === 'slow') await new Promise(go => setTimeout(go, 1500))
    return { answer: `did ${text} for ${resumeData?.by ?? 'nobody'}`, began: began.filter(one => one === runId).length }
  }
})
const work = createWorkflow({ id: 'work', inputSchema: step.inputSchema, outputSchema: step.outputSchema }).then(step).commit()

const model = createServer((request, response) => {
  request.resume()
  response.setHeader('Content-Type', 'application/json')
  response.end(JSON.stringify({
    id: 'c', object: 'chat.completion', created: 1, model: 'm',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Good.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 }
  }))
})
await new Promise(go => model.listen(0, '127.0.0.1', go))
const writer = new Agent({
  id: 'writer', name: 'Writer', instructions: 'You write.',
  model: { id: 'custom/m', url: `http://127.0.0.1:${model.address().port}`, apiKey: 'none' }
})

const app = new Hono()
const mastra = new Mastra({ workflows: { work }, agents: { writer }, storage: new InMemoryStore(), logger: false })
await new MastraServer({ app, mastra }).init()
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => console.log(`http://127.0.0.1:${port}/api`))
process.stdin.resume().on('end', () => process.exit(0))
