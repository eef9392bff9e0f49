// The reference server, on loopback and any free port, which it says.
import net from 'node:net'

const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (port, ...rest) {
  this.once('listening', () => console.log('http://127.0.0.1:' + this.address().port + '/mcp'))
  return listen.call(this, { port: 0, host: '127.0.0.1' }, ...rest.filter(one => typeof one === 'function'))
}
process.argv[2] = 'streamableHttp'
await import('@modelcontextprotocol/server-everything/dist/index.js')
