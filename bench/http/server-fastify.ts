import { checkedTraceSchema, newTraceSchema } from '@agentsentry/contract'
import fastify from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { answerOf } from './baseline-answer.ts'

// Baseline: what Fastify and the schema of `POST /traces` cost, with no work behind them.

const answer = answerOf(Number(process.argv[2]))

const server = fastify({ logger: false, bodyLimit: 1024 * 1024 }).withTypeProvider<ZodTypeProvider>()
server.setValidatorCompiler(validatorCompiler)
server.setSerializerCompiler(serializerCompiler)
const schema = { body: newTraceSchema, response: { 200: checkedTraceSchema } }
server.post('/traces', { schema }, async (_request, reply) =>
  reply.type('application/json; charset=utf-8').send(answer as never),
)
console.log(`ready: API ${await server.listen({ host: '127.0.0.1', port: 0 })}`)
