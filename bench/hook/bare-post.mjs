// What a hook cannot do without: read the event, ask once over HTTP, answer.
import http from 'node:http'

const chunks = []
for await (const chunk of process.stdin) chunks.push(chunk)
const { API_URL, SESSION_ID } = process.env
const { tool_name: tool, tool_input: args } = JSON.parse(Buffer.concat(chunks))
const options = { method: 'POST', agent: false, headers: { 'content-type': 'application/json' } }
const request = http.request(`${API_URL}/traces`, options, (response) => {
  response.resume()
  response.on('end', () => process.stdout.write('{}\n'))
})
request.end(JSON.stringify({ session_id: SESSION_ID, role: 'tool', content: { tool, args } }))
