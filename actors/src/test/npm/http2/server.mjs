// A server of HTTP/2 and, for those who do not want that, of HTTP/1.1: node's own. Says its port when it listens.
import http2 from 'node:http2'
import fs from 'node:fs'

const [file, passphrase, streams] = process.argv.slice(2)
const settings = streams ? {maxConcurrentStreams: Number(streams)} : {}
const server = http2.createSecureServer({pfx: fs.readFileSync(file), passphrase, allowHTTP1: true, settings})
const sessions = new Set()
let together = 0
let most = 0
let aborted = 0

server.on('session', session => sessions.add(session))
server.on('request', (request, response) => {
  together++
  most = Math.max(most, together)
  response.on('close', () => together--)
  request.on('aborted', () => aborted++)
  let length = 0
  request.on('data', chunk => { length += chunk.length })
  request.on('end', () => {
    const json = value => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(value))
    }
    const headers = request.headers
    switch (request.url) {
      case '/large': return response.end('x'.repeat(700_000))
      case '/hang': return
      case '/die': return request.stream.session.destroy()
      case '/reset': return request.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR)
      case '/busy': response.statusCode = 503; response.setHeader('retry-after', '7'); return response.end('later')
      case '/leave': json({}); return request.stream.session.close()
      case '/count': return json({sessions: sessions.size, most, aborted})
      default:
        return setTimeout(() => json({
          version: request.httpVersion, authority: headers[':authority'] ?? headers.host, key: headers['idempotency-key'], length
        }), 20)
    }
  })
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
