// Drives a packaged Baton server for a bench that measures several systems in the same way: docs/benchmarks.md says how
// to run it. The bench's own HTTP client is used, so that the load costs the same for every system.
// --variant takes words: "postgresql" for that store, started afresh; with it "nodes:3" for so many servers, each of which
// gets its share of the requests, or "alone:3" for three that know nothing of each other, each with a database of its own:
// what machines shared by several servers cost by themselves; and options of the servers' JVM, such as "-Xmx1g".
import fs from 'node:fs';
import path from 'node:path';
import { spawn, execFileSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { stepNames } from './step-names.mjs';

const home = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../../..');
const launcher = path.join(home, 'baton');
const { post, get, req, freePort, waitHttp, startPostgres } = await import(pathToFileURL(path.join(path.dirname(process.argv[1]), 'util.mjs')));

const agent = (name, connector) => `
apiVersion: baton/v1
kind: Agent
metadata: {name: ${name}}
spec:
  connector: {${connector}}
  limits: {concurrency: 10000}
---`;
const workflow = (name, steps, output) => `
apiVersion: baton/v1
kind: Workflow
metadata: {name: ${name}}
spec:
  do:
${steps}
  output: ${output}
---`;
const chain = (name, agentName) =>
  workflow(name, Array.from({ length: 10 }, (_, i) => `    - {id: step${i}, agent: ${agentName}}`).join('\n'), '{ok: true}');
const fan = (name, agentName) =>
  workflow(name, '    - id: fan\n      parallel:\n'
    + Array.from({ length: 50 }, (_, i) => `        b${i}: [{id: step${i}, agent: ${agentName}}]`).join('\n')
    + '\n      join: all', '{joined: 50}');

// A slow agent has another URL: one definition for each delay that the workloads ask for.
const definitions = (agentUrl, slowUrl) => [
  agent('no-op', 'expression: {output: "${ {\'ok\': true, \'data\': input.data} }"}'),
  agent('http', `http: {url: "${agentUrl}/step"}`),
  agent('http-slow', `http: {url: "${slowUrl}/step?delay=20"}`),
  chain('chainA', 'no-op'), chain('chainB', 'http'), chain('chainB-slow', 'http-slow'), fan('fan', 'no-op'),
  workflow('wait', '    - {id: wait, wait: {signal: approval}}', '{ok: true}'),
].join('\n');
const workflowFor = (wf, input) => (wf === 'chainB' && String(input?.agent).includes('delay=') ? 'chainB-slow' : wf);

export default (ctx) => {
  const words = ctx.variant.split(' ').filter(Boolean);
  const onPostgres = words.includes('postgresql');
  const count = (name) => Number(words.find((word) => word.startsWith(`${name}:`))?.slice(name.length + 1) ?? 1);
  const nodes = count('nodes'); const alone = count('alone');
  const jvmOptions = words.filter((word) => word.startsWith('-')).join(' ');
  let server; let url; let postgres; let databases = 0; let since; let names; const started = new Map();
  const urls = []; let asked = 0;
  const next = () => urls[asked++ % urls.length];
  const launchNode = async (name, address) => {
    const log = fs.openSync(ctx.logFile(name), 'a');
    const child = spawn(launcher, ['server', '--config', path.join(ctx.tmp, `${name}.conf`)], {
      stdio: ['ignore', log, log], env: { ...process.env, BATON_JAVA_OPTS: `${process.env.BATON_JAVA_OPTS ?? ''} ${jvmOptions}` },
    });
    fs.closeSync(log); // the launcher becomes the server: it has the same process id
    ctx.roots.add(child.pid);
    await waitHttp(`${address}/health/ready`, 60000, (status) => status === 200);
    return child;
  };
  const launch = async () => { server = await launchNode('server', url); };
  const configure = async (name, settings) => {
    const port = await freePort();
    fs.writeFileSync(path.join(ctx.tmp, `${name}.conf`), `baton.http.port = ${port}\nbaton.http-client.private-hosts = [loopback]\n${settings}`);
    urls.push(`http://127.0.0.1:${port}`);
    return urls.at(-1);
  };
  const store = async () => {
    if (!onPostgres) return `baton.persistence.sqlite.file = ${JSON.stringify(path.join(ctx.tmp, 'data', 'baton.db'))}\n`;
    postgres ??= await startPostgres(ctx.tmp, { log: ctx.logFile('postgresql') });
    ctx.roots.add(postgres.pid); // a part of the system: it counts, and ends with it
    const database = `baton${databases++}`;
    postgres.psql('postgres', `create database ${database}`);
    return `baton.persistence { store = postgresql, postgresql { user = postgres, password = ""\n`
      + `url = "jdbc:postgresql://127.0.0.1:${postgres.port}/${database}" } }\n`;
  };
  const body = (id, wf, input) => ({ workflow: workflowFor(wf, input), id, input: { run: input.run, data: input.data } });
  return {
    versions: { baton: execFileSync(launcher, ['--version'], { encoding: 'utf8' }).trim() },
    durability: onPostgres
      ? 'PostgreSQL, fsync and synchronous_commit on: a commit per batch'
      : 'SQLite, WAL, synchronous=FULL: fsync per commit of a batch',
    killWhat: 'the server',
    // The JVM compiles what is hot after some thousand runs; short measurements would show it half compiled.
    warm: 5000, runs: { 'W1a:1': 1000, 'W1b:1': 1000, W1a: 5000, W1b: 5000, W2: 1000 },
    async start() {
      execFileSync(launcher, ['server', '--help'], { stdio: ['ignore', 'ignore', 'inherit'] }); // builds and trains, if need be
      const settings = await store();
      url = await configure('server', settings);
      await launch();
      for (let node = 2; node <= nodes; node++) await launchNode(`server-${node}`, await configure(`server-${node}`, settings));
      for (let node = 2; node <= alone; node++) await launchNode(`alone-${node}`, await configure(`alone-${node}`, await store()));
      names = await stepNames(ctx.agentUrl);
      const yaml = { 'content-type': 'application/yaml' };
      for (const one of alone > 1 ? urls : [url]) await req('POST', `${one}/v1/definitions:apply`, definitions(ctx.agentUrl, names.url), yaml);
    },
    async exec(id, wf, input) {
      const run = await post(`${next()}/v1/runs?wait=60s&fields=summary`, body(id, wf, input));
      if (run.status !== 'completed') throw new Error(`run ${id} is ${run.status}`);
    },
    submit(id, wf, input) {
      since ??= new Date(Date.now() - 1000).toISOString();
      started.set(id, workflowFor(wf, input));
      return post(`${next()}/v1/runs?fields=summary`, body(id, wf, input));
    },
    signal: (id) => post(`${url}/v1/runs/${id}/signals/approval`, { payload: { by: 'human' } }),
    // One cheap question while runs are open; the full count only when none is.
    async countDone(ids) {
      const wf = started.get(ids[0]); const wanted = new Set(ids);
      const open = await get(`${url}/v1/runs?workflow=${wf}&status=running,waiting&limit=1`);
      if (open.runs.length > 0) return 0;
      let done = 0; let cursor = '';
      do {
        const page = await get(`${url}/v1/runs?workflow=${wf}&status=completed&startedAfter=${since}&limit=200${cursor}`);
        for (const run of page.runs) if (wanted.has(run.id)) done++;
        cursor = page.next ? `&cursor=${encodeURIComponent(page.next)}` : '';
      } while (cursor);
      return done;
    },
    async gc() {
      execFileSync('jcmd', [String(server.pid), 'GC.run'], { stdio: 'ignore' });
    },
    async kill() {
      ctx.roots.delete(server.pid);
      const gone = new Promise((resolve) => server.once('exit', resolve));
      process.kill(server.pid, 'SIGKILL');
      await gone;
    },
    restart: () => launch(),
    async stop() { names?.close(); },
  };
};
