// LangGraph: reads a security questionnaire, and finds the controls that it does not answer with yes.
import { Annotation, END, START, StateGraph } from '@langchain/langgraph'
import { data, work } from '../desk.mjs'

const State = Annotation.Root({ questionnaire: Annotation(), answers: Annotation(), review: Annotation() })

const words = text => new Set(text.toLowerCase().match(/[a-z]{4,}/g) ?? [])
const shared = (a, b) => [...a].filter(word => b.has(word)).length

/** Questions begin with Q:, their answers with A: and may go on for several lines. */
function read({ questionnaire }) {
  const answers = [...questionnaire.matchAll(/^Q:\s*(.+)\n+A:\s*((?:(?!^Q:)[\s\S])*)/gm)]
    .map(([, question, answer]) => ({ question, answer: answer.trim().replace(/\s+/g, ' ') }))
  return { answers }
}

function judged(answer) {
  if (/^(no\b|not\b|none\b)|\bdo not\b/i.test(answer)) return 'no'
  return /\b(planned|partly|partially|in progress|some)\b/i.test(answer) ? 'partly' : 'yes'
}

function weighed({ answers }) {
  const gaps = []
  const controls = JSON.parse(data('controls.json'))
  for (const control of controls) {
    const about = words(control.words)
    const [best] = answers.map(one => ({ ...one, hits: shared(about, words(one.question)) })).sort((a, b) => b.hits - a.hits)
    const says = best?.hits > 0 ? judged(best.answer) : 'not asked'
    if (says !== 'yes') gaps.push({ control: control.id, title: control.title, says, answer: best?.hits > 0 ? best.answer : '' })
  }
  return { answered: answers.length, controls: controls.length, gaps }
}

/** The thread is made by Baton for one attempt; asked again, it is the same. */
const weigh = async (state, config) =>
  ({ review: await work('questionnaire-reader', config.configurable.thread_id, () => weighed(state), config.signal) })

export const graph = new StateGraph(State)
  .addNode('read', read).addNode('weigh', weigh)
  .addEdge(START, 'read').addEdge('read', 'weigh').addEdge('weigh', END).compile()
