// Google ADK: reads the clauses of a contract, and says which of the terms that the company insists on are missing.
import { BaseAgent, createEvent, createEventActions } from '@google/adk'
import { work } from '../../../desk.mjs'

const hours = text => {
  const [, number, unit] = text.match(/within (\d+) (hour|day|business day)/i) ?? []
  return number && Number(number) * (unit === 'hour' ? 1 : 24)
}

const TERMS = [
  { term: 'breach notice', about: /breach|incident/i, ok: text => hours(text) <= 72, wants: 'within 72 hours' },
  { term: 'sub-processors', about: /sub-?processor|subcontract/i, ok: text => /prior (written )?(consent|approval|notice)/i.test(text), wants: 'only after prior notice or consent' },
  { term: 'return of data', about: /(delete|return)s? (all )?.*data/i, ok: text => /(delete|return)/i.test(text) && !/reasonable efforts/i.test(text), wants: 'deletion or return at the end' },
  { term: 'audit', about: /audit/i, ok: text => !/\bno (right|audit)|not be entitled/i.test(text), wants: 'a right to audit' },
  { term: 'liability', about: /liability/i, ok: text => !/(three|3|one|1) months?/i.test(text), wants: 'a cap of at least twelve months of fees' }
]

/** Clauses begin with their number: "4.2 The Supplier ...". */
const clauses = contract => [...contract.matchAll(/^(\d+(?:\.\d+)*)\s+([\s\S]*?)(?=^\d+(?:\.\d+)*\s|$(?![\s\S]))/gm)]
  .map(([, number, text]) => ({ number, text: text.trim().replace(/\s+/g, ' ') }))

function review(contract) {
  const all = clauses(contract)
  const findings = TERMS.map(({ term, about, ok, wants }) => {
    const clause = all.find(one => about.test(one.text))
    return { term, clause: clause?.number ?? null, acceptable: clause ? Boolean(ok(clause.text)) : false, wants, says: clause?.text ?? '' }
  })
  return { clauses: all.length, objections: findings.filter(one => !one.acceptable), accepted: findings.filter(one => one.acceptable).map(one => one.term) }
}

class ContractReader extends BaseAgent {
  async *runAsyncImpl(context) {
    const contract = context.userContent.parts.map(part => part.text ?? '').join('')
    // Baton leaves the key of the attempt in the state of the session.
    const found = await work('contract-reader', context.session.state.baton.attempt, () => review(contract), context.abortSignal)
    yield createEvent({
      invocationId: context.invocationId,
      author: this.name,
      content: { role: 'model', parts: [{ text: `${found.objections.length} of ${found.clauses} clauses need to be changed.` }] },
      actions: createEventActions({ stateDelta: { review: found } })
    })
  }
}

export const rootAgent = new ContractReader({ name: 'contract_reader', description: 'Reads contracts.' })
