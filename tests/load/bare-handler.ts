import { Hono } from 'hono';
import { serveHttp } from '../../hil/http/serve-http.ts';

// What the framework gives with nothing behind it: one route with a parameter, one small JSON answer.

const app = new Hono();
app.get('/api/bare/:number', (context) => context.json({ number: context.req.param('number') }));
app.post('/api/bare/:number', async (context) => context.json({ got: await context.req.json() }));
const { url } = await serveHttp(app.fetch, '127.0.0.1', 0);
console.log(JSON.stringify({ ready: true, http: url }));
process.once('SIGTERM', () => process.exit(0));
