// A shop that keeps its carts in memory, to try shop.yaml on: node shop.mjs 8080
import { createServer } from 'node:http';
import process from 'node:process';

const carts = [];

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const { status, value } = answer(request, Buffer.concat(chunks).toString());
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  });
});

function answer({ method, url, headers }, body) {
  if (url === '/') return { status: 200, value: { open: true } };
  if (url === '/login') return { status: 200, value: { token: `for-${JSON.parse(body).user}` } };
  if (headers.authorization?.startsWith('Bearer for-') !== true) return { status: 401, value: {} };
  if (url === '/carts') return { status: 201, value: { cart: { id: carts.push([]) } } };
  const [, id = '', items] = /^\/carts\/(\d+)(\/items)?$/.exec(url) ?? [];
  const cart = carts[Number(id) - 1];
  if (cart === undefined) return { status: 404, value: {} };
  if (method === 'POST' && items !== undefined) {
    cart.push(JSON.parse(body));
    return { status: 201, value: {} };
  }
  return { status: 200, value: { items: cart } };
}

server.listen(Number(process.argv[2] ?? 8080), '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}\n`);
});
