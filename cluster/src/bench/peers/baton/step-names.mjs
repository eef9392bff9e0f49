// The bench's agent counts calls of steps named 0 to 9; Baton's ids begin with a letter. This forwards the calls of the
// crash workload, whose steps take 20 ms, with "stepN" named N. The timed workloads call the agent itself.
import http from 'node:http';

export const stepNames = (agentUrl) => new Promise((resolve, reject) => {
  const connections = new http.Agent({ keepAlive: true, maxSockets: 4096 });
  const server = http.createServer((request, answer) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const call = JSON.parse(Buffer.concat(parts).toString('utf8'));
      const body = JSON.stringify({ ...call, step: call.step.replace(/^step/, '') });
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const forwarded = http.request(agentUrl + request.url, { method: 'POST', headers, agent: connections }, (from) => {
        answer.writeHead(from.statusCode, from.headers);
        from.pipe(answer);
      });
      forwarded.on('error', () => answer.destroy());
      forwarded.end(body);
    });
    request.on('error', () => {}); // a killed server leaves its calls unfinished
  });
  server.on('error', reject);
  server.listen(0, '127.0.0.1', () => resolve({
    url: `http://127.0.0.1:${server.address().port}`,
    close() { server.close(); server.closeAllConnections(); connections.destroy(); },
  }));
});
