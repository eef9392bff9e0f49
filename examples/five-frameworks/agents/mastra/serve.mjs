// Mastra: a workflow that checks the components of a product against advisories and refused licences; behind Mastra's server.
import { serve } from '@hono/node-server'
import { Mastra } from '@mastra/core'
import { InMemoryStore } from '@mastra/core/storage'
import { createStep, createWorkflow } from '@mastra/core/workflows'
import { MastraServer } from '@mastra/hono'
import { Hono } from 'hono'
import { z } from 'zod'
import { port, ready, table, work } from '../desk.mjs'

const component = z.object({ name: z.string(), version: z.string(), licence: z.string() })
const parsed = component.extend({ parts: z.array(z.number()) })
const report = z.object({ checked: z.number(), vulnerable: z.array(z.any()), refused: z.array(z.any()) })

const parts = version => (version.match(/\d+/g) ?? []).map(Number)

/** Whether version a is before b, number by number. */
function before(a, b) {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    if ((a[i] ?? 0) !== (b[i] ?? 0)) return (a[i] ?? 0) < (b[i] ?? 0)
  }
  return false
}

const parse = createStep({
  id: 'parse',
  inputSchema: z.object({ components: z.array(component) }),
  outputSchema: z.object({ components: z.array(parsed) }),
  execute: async ({ inputData }) => ({ components: inputData.components.map(one => ({ ...one, parts: parts(one.version) })) })
})

function checked(components) {
  const advisories = table('advisories.csv')
  const refused = table('refused-licences.csv')
  return {
    checked: components.length,
    vulnerable: components.flatMap(({ name, version, parts: is }) => advisories
      .filter(one => one.component === name && before(is, parts(one.fixedIn)))
      .map(({ advisory, severity, fixedIn }) => ({ component: name, version, advisory, severity, fixedIn }))),
    refused: components.flatMap(({ name, licence }) => refused
      .filter(one => one.licence === licence)
      .map(({ why }) => ({ component: name, licence, why })))
  }
}

const check = createStep({
  id: 'check',
  inputSchema: parse.outputSchema,
  outputSchema: report,
  // The run's id follows from Baton's attempt.
  execute: ({ inputData, runId, abortSignal }) => work('component-checker', runId, () => checked(inputData.components), abortSignal)
})

const componentCheck = createWorkflow({ id: 'component-check', inputSchema: parse.inputSchema, outputSchema: report })
  .then(parse).then(check).commit()

const app = new Hono()
const mastra = new Mastra({ workflows: { 'component-check': componentCheck }, storage: new InMemoryStore(), logger: false })
await new MastraServer({ app, mastra }).init()
serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, ready)
