// node use.mjs BATON SECRETS URL: has Baton use tools of the server at URL as agents, as a scenario of the conformance suite
// wants. An agent is approved by the digest that it says while it refuses to work. Secrets that the scenario gives go into
// the folder SECRETS, which Baton reads. Where a person has to allow something, this is the person, and its browser.
import { writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { logIn } from './person.mjs'

const [baton, secrets, url] = process.argv.slice(2)
const scenario = process.env.MCP_CONFORMANCE_SCENARIO
const context = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}')
const calls = {
  initialize: [['any', {}]],
  'sse-retry': [['test_reconnection', {}]],
  tools_call: [['add_numbers', { a: 2, b: 3 }]],
  'elicitation-sep1034-client-defaults': [['test_client_elicitation_defaults', {}]],
  'request-metadata': [['any', {}]],
  'sep-2322-client-request-state': ['test_mrtr_echo_state', 'test_mrtr_no_state', 'test_mrtr_unrelated', 'test_mrtr_no_result_type'].map(tool => [tool, {}]),
  'http-standard-headers': [['test_headers', {}], ['my-hyphenated-tool', {}]],
  'http-custom-headers': (context.toolCalls ?? []).map(call => [call.name, call.arguments]),
  'http-invalid-tool-headers': ['valid_tool', 'invalid_empty_header', 'invalid_object_header', 'invalid_number_header', 'invalid_duplicate_diff_case', 'invalid_space_in_name'].map(tool => [tool, { value: 'v', region: 'r' }]),
  'json-schema-ref-no-deref': [['any', {}]],
  'json-schema-2020-12-preservation': [['json_schema_echo', {}]]
}[scenario] ?? [['test-tool', {}]]

const send = async (method, path, body) => {
  const answer = await fetch(baton + path, { method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body) })
  const json = await answer.json()
  if (!answer.ok && answer.status !== 422) throw new Error(method + ' ' + path + ': ' + JSON.stringify(json))
  return json
}
const agent = (name, connector) => send('PUT', '/v1/agents/' + name, {
  apiVersion: 'baton/v1', kind: 'Agent', metadata: { name, owner: 'tests' }, spec: { mandate: 'Works for a test.', connector }
})
const unique = scenario.replace(/[^a-z0-9]/g, '-') + '-' + process.pid
const secret = async (name, value) => {
  writeFileSync(`${secrets}/${unique}-${name}`, value)
  return `secret://${unique}-${name}`
}
// Operators know whose tokens a server takes; the suite's servers are new ones each time, so it is looked up.
const issuer = async () => context.issuer ??
  (await (await fetch(new URL('/.well-known/oauth-protected-resource/mcp', url))).json()).authorization_servers[0]
const client = async () => ({ clientId: context.client_id, issuer: await issuer() })
const auth = await ({
  'auth/basic-cimd': () => ({ grant: 'authorization-code', clientId: 'https://conformance-test.local/client-metadata.json' }),
  'auth/pre-registration': async () => ({ grant: 'authorization-code', ...await client(), clientSecret: await secret('secret', context.client_secret) }),
  'auth/client-credentials-basic': async () => ({ grant: 'client-credentials', ...await client(), clientSecret: await secret('secret', context.client_secret) }),
  'auth/client-credentials-jwt': async () => ({ grant: 'client-credentials', ...await client(), clientKey: await secret('key', context.private_key_pem) }),
  'auth/wif-jwt-bearer': async () => ({ grant: 'workload', ...await client(), assertion: await secret('jwt', context.valid_jwt) }),
  'auth/enterprise-managed-authorization': async () => ({
    grant: 'enterprise', ...await client(), clientSecret: await secret('secret', context.client_secret),
    employee: { tokenUrl: context.idp_token_endpoint, clientId: context.idp_client_id, token: await secret('token', context.idp_id_token) }
  })
}[scenario] ?? (() => scenario.startsWith('auth/') ? { grant: 'authorization-code' } : undefined))()
if (auth) await pause(300)
if (calls[0][0] === 'json_schema_echo') {
  // What an agent takes that was made of a tool is what the tool takes.
  const { agents } = await send('POST', '/v1/agents:import-tools', { url })
  const rich = agents.map(one => one.definition.spec).find(spec => spec.connector.mcp.tool === 'json_schema_2020_12_tool')
  calls[0][1] = { schema: rich.input }
}
if (auth && auth.grant !== 'authorization-code') {
  // Without a person in between, the tools of the server can be taken in as they are.
  const { agents } = await send('POST', '/v1/agents:import-tools', { url, auth })
  if (agents?.[0]?.definition.spec.connector.mcp.auth.grant !== auth.grant) throw new Error('not taken in')
}

const asked = 'asked-' + unique
const output = scenario.startsWith('elicitation') ? {} : { confirmed: true }
await agent(asked, auth ? { human: { title: asked } } : { expression: { output } })
for (const [index, [tool, input]] of calls.entries()) {
  const name = unique + '-' + index
  const connector = { url, tool, onInput: asked, auth }
  const run = async () => {
    const { id } = await send('POST', '/v1/runs', { workflow: name, input })
    for (;;) {
      const now = await send('GET', `/v1/runs/${id}?wait=${auth ? '100ms' : '20s'}`)
      if (now.status !== 'waiting' && now.status !== 'running') return now
      if (auth) await logIn(send, asked)
    }
  }
  await agent(name, { mcp: connector })
  await send('PUT', '/v1/workflows/' + name, { apiVersion: 'baton/v1', kind: 'Workflow', metadata: { name }, spec: { do: [{ id: 'use', agent: name }] } })
  const first = await run()
  const digest = /connector.mcp.digest: ([0-9a-f]{64})/.exec(first.error?.message ?? '')?.[1]
  if (digest) {
    await agent(name, { mcp: { ...connector, digest } })
    const second = await run()
    console.log(tool, second.status, JSON.stringify(second.output ?? second.error))
  } else {
    console.log(tool, first.status, JSON.stringify(first.error))
  }
}
