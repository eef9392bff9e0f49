// A graph that does what its input says: answers, asks a person first, fails, or goes on for ever.
import { Annotation, END, interrupt, START, StateGraph } from '@langchain/langgraph'

const State = Annotation.Root({ text: Annotation(), approvedBy: Annotation(), answer: Annotation() })

async function work(state, config) {
  console.error('begun', state.text)
  if (state.text === 'fail') throw new Error('the index is empty')
  while (state.text === 'for ever' && !config.signal?.aborted) await new Promise(go => setTimeout(go, 50))
  const approvedBy = state.text === 'ask' ? interrupt({ may: 'I send it?' }).by : 'nobody'
  return { approvedBy, answer: 'did ' + state.text }
}

export const graph = new StateGraph(State).addNode('work', work).addEdge(START, 'work').addEdge('work', END).compile()
