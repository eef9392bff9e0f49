// node use.mjs BATON URL: has Baton use tools of the server at URL as agents, as a scenario of the conformance suite wants.
// An agent is approved by the digest that it says while it refuses to work.
const [baton, url] = process.argv.slice(2)
const scenario = process.env.MCP_CONFORMANCE_SCENARIO
const context = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}')
const calls = {
  initialize: [['any', {}]],
  'sse-retry': [['test_reconnection', {}]],
  tools_call: [['add_numbers', { a: 2, b: 3 }]],
  'request-metadata': [['any', {}]],
  'sep-2322-client-request-state': ['test_mrtr_echo_state', 'test_mrtr_no_state', 'test_mrtr_unrelated', 'test_mrtr_no_result_type'].map(tool => [tool, {}]),
  'http-standard-headers': [['test_headers', {}], ['my-hyphenated-tool', {}]],
  'http-custom-headers': (context.toolCalls ?? []).map(call => [call.name, call.arguments]),
  'http-invalid-tool-headers': ['valid_tool', 'invalid_empty_header', 'invalid_object_header', 'invalid_number_header', 'invalid_duplicate_diff_case', 'invalid_space_in_name'].map(tool => [tool, { value: 'v', region: 'r' }]),
  'json-schema-ref-no-deref': [['any', {}]]
}[scenario]

const send = async (method, path, body) => {
  const answer = await fetch(baton + path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const json = await answer.json()
  if (!answer.ok && answer.status !== 422) throw new Error(method + ' ' + path + ': ' + JSON.stringify(json))
  return json
}
const agent = (name, connector) => send('PUT', '/v1/agents/' + name, {
  apiVersion: 'baton/v1', kind: 'Agent', metadata: { name, owner: 'tests' }, spec: { mandate: 'Works for a test.', connector }
})
const unique = scenario.replace(/[^a-z0-9]/g, '-') + '-' + process.pid
await agent('yes-' + unique, { expression: { output: { confirmed: true } } })
for (const [index, [tool, input]] of calls.entries()) {
  const name = unique + '-' + index
  const connector = { url, tool, onInput: 'yes-' + unique }
  const run = async () => send('POST', '/v1/runs?wait=20s', { workflow: name, input })
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
