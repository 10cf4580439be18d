import { expect, test } from '@jest/globals';
import { markup, scriptJson } from './html.ts';

test('text from outside cannot become markup, in text or in an attribute', () => {
  const text = `<b class="x">'&`;
  expect(markup`<i title="${text}">${text}</i>`.text).toBe(
    '<i title="&lt;b class=&quot;x&quot;&gt;&#39;&amp;">&lt;b class=&quot;x&quot;&gt;&#39;&amp;</i>',
  );
});

test('markup goes into markup as it is, lists one after the other, and nothing as nothing', () => {
  const items = ['a', '<b>'].map((each) => markup`<li>${each}</li>`);
  expect(markup`<ul>${items}${undefined}</ul>${3}`.text).toBe(
    '<ul><li>a</li><li>&lt;b&gt;</li></ul>3',
  );
});

test('what would be unseen is spelt out', () => {
  expect(markup`${'a\u202eb'}`.text).toBe('a\\u{202e}b');
});

test('data for a script cannot end its element, and reads back the same', () => {
  const data = { text: '</script><!--<script>&\u2028\u2029', list: [1, null, 0.5] };
  const { text } = scriptJson(data);
  expect(text).not.toMatch(/[<>&\u2028\u2029]/);
  expect(JSON.parse(text)).toEqual(data);
});
