// Has a run of a workflow shown by the reference client, and says yes to whatever it is asked; prints what the client knows.
import { HttpAgent } from '@ag-ui/client';

const agent = new HttpAgent({
  url: process.argv[2],
  threadId: 'talk',
  initialMessages: [{ id: 'm1', role: 'user', content: process.argv[3] }],
});
const exchanges = [];
let resume;
for (let number = 1; number <= 5; number++) {
  const types = [];
  await agent.runAgent({ runId: `exchange-${number}`, resume }, { onEvent: ({ event }) => { types.push(event.type); } });
  exchanges.push(types);
  const asked = agent.pendingInterrupts ?? [];
  if (asked.length === 0) break;
  resume = asked.map((one) => ({ interruptId: one.id, status: 'resolved', payload: { approved: true } }));
}
console.log(JSON.stringify({ exchanges, messages: agent.messages, state: agent.state }));
