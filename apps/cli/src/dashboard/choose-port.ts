import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { CommandFailure } from '../command-failure.ts'

/**
 * The port that the dashboard can listen on: the one that is asked for, or a free one for 0. Throws `CommandFailure` when it is
 * taken, in words that say what to do.
 */
export async function choosePort(host: string, port: number): Promise<number> {
  const server = createServer()
  server.listen({ host, port })
  try {
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== 'EADDRINUSE')
      throw new CommandFailure(`the dashboard cannot listen (${message}); see AGENTSENTRY_HOST`)
    throw new CommandFailure(
      `port ${port} is in use, so there is no dashboard; set AGENTSENTRY_WEB_PORT to another, or pass --no-dashboard`,
    )
  } finally {
    server.close()
  }
}
