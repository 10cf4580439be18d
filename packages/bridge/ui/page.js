// Shows what /ui/view says, every two seconds. All text goes in as text: nothing an agent wrote
// becomes markup. The token stays in this tab.
const EVERY_MS = 2000;
const TOKEN = 'lighthouse-view-token';
const byId = (id) => document.getElementById(id);
let timer;
let before;

byId('door').addEventListener('submit', (event) => {
  event.preventDefault();
  sessionStorage.setItem(TOKEN, byId('token').value.trim());
  byId('token').value = '';
  void show();
});
if (sessionStorage.getItem(TOKEN) !== null) void show();

async function show() {
  clearTimeout(timer);
  try {
    const headers = { authorization: `Bearer ${sessionStorage.getItem(TOKEN)}` };
    const answer = await fetch('/ui/view', { headers, cache: 'no-store' });
    if (answer.status === 401) return lock('this token opens nothing');
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
    render(await answer.json());
    say('connected', false);
  } catch (error) {
    say(`no answer: ${error.message}`, true);
  }
  timer = setTimeout(() => void show(), EVERY_MS);
}

function lock(why) {
  sessionStorage.removeItem(TOKEN);
  byId('view').hidden = true;
  byId('door').hidden = false;
  say(why, true);
}

function say(text, isBad) {
  byId('state').textContent = text;
  byId('state').className = isBad ? 'bad' : '';
}

function render(view) {
  byId('door').hidden = true;
  byId('view').hidden = false;
  const rate = (name) => {
    const seconds = before === undefined ? 0 : (view.nowMs - before.nowMs) / 1000;
    return seconds > 0 ? ((view[name] - before[name]) / seconds).toFixed(1) : '–';
  };
  byId('figures').replaceChildren(
    ...figure('verdict of the watcher', view.watcher, /tampered|unreachable/.test(view.watcher)),
    ...figure('log', view.isWritable ? 'takes events' : 'takes no more', !view.isWritable),
    ...figure('events', view.lastSeq),
    ...figure('events a second', rate('lastSeq')),
    ...figure('requests a second', rate('answered')),
    ...figure('refused a second', rate('refused')),
    ...figure('failed', view.failed, view.failed > 0),
    ...figure('alerts', view.alerts, view.alerts > 0),
    ...figure('agents', view.agentCount),
    ...figure('sessions', view.sessionCount),
    ...figure('open streams', view.streamCount),
    ...figure('commands that wait', view.reviewCount),
  );
  byId('agents').replaceChildren(
    ...view.agents.map(({ name, role, sessions, streams, isRevoked }) =>
      row([name, role, sessions, streams, isRevoked ? 'revoked' : '']),
    ),
  );
  const hidden = view.agentCount - view.agents.length;
  byId('more').textContent = hidden > 0 ? `and ${hidden} more` : '';
  byId('events').replaceChildren(
    ...view.events.map(({ seq, time, type, stream, content }) =>
      row([seq, time.slice(0, 23).replace('T', ' '), type, stream, content]),
    ),
  );
  before = view;
}

function figure(name, value, isBad = false) {
  const [term, said] = [document.createElement('dt'), document.createElement('dd')];
  term.textContent = name;
  said.textContent = value;
  if (isBad) said.className = 'bad';
  const pair = document.createElement('div');
  pair.append(term, said);
  return [pair];
}

function row(cells) {
  const line = document.createElement('tr');
  for (const text of cells) line.append(cell(text));
  return line;
}

function cell(text) {
  const made = document.createElement('td');
  made.textContent = text;
  return made;
}
