// A real OpenID provider (panva's oidc-provider) on 127.0.0.1, for the tests.
//
// Prints one line of JSON with its port when it is ready, and ends when its standard input is
// closed. People sign in without a form: `login_hint` names the account. POST /control
// {"accounts": {...}, "clients": [...], "rotate": true} replaces what it knows; rotating makes it
// sign with new keys from then on, and forget the old ones.
import { createServer } from 'node:http';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import Provider from 'oidc-provider';

let accounts = {};
let clients = [];
let jwks = { keys: [newKey()] };
let handle = (_request, response) => response.writeHead(503).end();

function newKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' };
}

function build(issuer) {
  const provider = new Provider(issuer, {
    clients,
    jwks,
    cookies: { keys: ['tests'] },
    features: { devInteractions: { enabled: false } },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    interactions: { url: (_context, interaction) => `/login/${interaction.uid}` },
    findAccount: (_context, id) =>
      accounts[id] && { accountId: id, claims: async () => ({ sub: id, ...accounts[id] }) },
    loadExistingGrant: async (context) => {
      const grant = new context.oidc.provider.Grant({
        clientId: context.oidc.client.clientId,
        accountId: context.oidc.session.accountId,
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  const serve = provider.callback();
  return async (request, response) => {
    if (!request.url.startsWith('/login/')) return serve(request, response);
    const { params } = await provider.interactionDetails(request, response);
    const result = accounts[params.login_hint]
      ? { login: { accountId: params.login_hint, remember: false } }
      : { error: 'access_denied', error_description: 'no such account' };
    return provider.interactionFinished(request, response, result);
  };
}

async function control(request, response, issuer) {
  let text = '';
  for await (const part of request) text += part;
  const wanted = JSON.parse(text);
  accounts = wanted.accounts ?? accounts;
  clients = wanted.clients ?? clients;
  if (wanted.rotate) jwks = { keys: [newKey()] };
  handle = build(issuer);
  response.writeHead(204).end();
}

const server = createServer((request, response) => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const answer = request.url === '/control' ? control(request, response, issuer) : handle(request, response);
  Promise.resolve(answer).catch((fault) => response.writeHead(500).end(String(fault.stack)));
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
process.stdin.resume().on('end', () => process.exit(0));
