// Plays the model of the classifier: OpenAI's Chat Completions, answered by rules in place of weights. It reads what it is
// sent: from the tool's schema which classes there are, from the conversation which of them are meant and what their rules say.
// Set OPENAI_BASE_URL, OPENAI_MODEL and OPENAI_API_KEY to have a real one in its place.
import { createServer } from 'node:http'
import { port, ready } from './desk.mjs'

const TIERS = ['none', 'low', 'medium', 'high']
const stem = word => word.toLowerCase().replace(/(ies|s)$/, '')
const text = content => typeof content === 'string' ? content : (content ?? []).map(part => part.text ?? '').join(' ')

/** The classes of which the text has a word. */
function meant(classes, said) {
  const words = new Set((said.match(/[a-z]+/gi) ?? []).map(stem))
  return classes.filter(name => name.split('-').some(part => words.has(stem(part))))
}

function answer({ messages, tools }) {
  const rules = messages.filter(message => message.role === 'tool').map(message => JSON.parse(text(message.content)))
  if (rules.length === 0) {
    const { name, parameters } = tools[0].function
    const [argument, { enum: classes }] = Object.entries(parameters.properties)[0]
    const calls = meant(classes, text(messages.findLast(message => message.role === 'user').content)).map((one, i) =>
      ({ id: `call_${i}`, type: 'function', function: { name, arguments: JSON.stringify({ [argument]: one }) } }))
    if (calls.length > 0) return { role: 'assistant', content: null, tool_calls: calls }
  }
  return { role: 'assistant', content: JSON.stringify({
    classes: rules.map(one => one.dataClass),
    tier: rules.map(one => one.tier).sort((a, b) => TIERS.indexOf(b) - TIERS.indexOf(a))[0] ?? 'none',
    requires: [...new Set(rules.flatMap(one => one.requires.split(' + ')))]
  }) }
}

createServer(async (request, response) => {
  const body = JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString())
  const message = answer(body)
  const usage = { prompt_tokens: Math.ceil(JSON.stringify(body.messages).length / 4), completion_tokens: Math.ceil(JSON.stringify(message).length / 4) }
  response.setHeader('Content-Type', 'application/json')
  response.end(JSON.stringify({
    id: 'chatcmpl-1', object: 'chat.completion', created: Math.floor(Date.now() / 1000), model: body.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: message.tool_calls ? 'tool_calls' : 'stop' }],
    usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens }
  }))
}).listen(port, '127.0.0.1', ready)
