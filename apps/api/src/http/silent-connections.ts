import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Connections over which nothing has come yet. Clients open some ahead of need; Node does not count them among the idle,
 * and would wait for their first request before it closes. Returns what ends those there are.
 */
export function trackSilentConnections(server: Server): () => void {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return () => {
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
  }
}
