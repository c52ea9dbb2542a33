(() => {
  'use strict';
  const up = document.documentElement.dataset.up || '';
  const byId = id => document.getElementById(id);

  // ---- search: on the first page, where the index is; other pages lead there ------------------------------------------
  const MOST = 60;
  const fold = text => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();

  const form = document.querySelector('form.search');
  const input = byId('search');
  form.hidden = false;
  const data = byId('data');

  const element = (name, text, type) => {
    const made = document.createElement(name);
    if (text) { made.textContent = text; }
    if (type) { made.className = type; }
    return made;
  };

  /** The text with the words found in it marked. */
  const marked = (parent, text, words) => {
    const folded = fold(text);
    const plain = words.filter(word => !word.includes(':'));
    let at = 0;
    while (folded.length === text.length && at < text.length) {
      let next = -1, length = 0;
      for (const word of plain) {
        const found = folded.indexOf(word, at);
        if (found >= 0 && (next < 0 || found < next)) { next = found; length = word.length; }
      }
      if (next < 0) { break; }
      parent.append(text.slice(at, next), element('mark', text.slice(next, next + length)));
      at = next + length;
    }
    parent.append(text.slice(at));
    return parent;
  };

  const hasTag = (tags, wanted) => tags.some(tag => fold(tag) === wanted || fold(tag.split(' = ')[0]) === wanted);

  /** How well an entry fits, with the columns that do; null when a word is found nowhere in it. */
  const judge = (entry, words) => {
    let score = 0;
    const columns = new Map();
    for (const word of words) {
      const [, field, value] = /^(tag|owner|schema|kind):(.*)$/.exec(word) || [];
      let best = 0;
      if (field === 'tag') {
        if (hasTag(entry.tags, value)) { best = 20; }
        for (const column of entry.columns || []) {
          if (hasTag(column.tags, value)) { columns.set(column.name, column); best = Math.max(best, 10); }
        }
      } else if (field === 'owner') {
        best = fold(entry.owner).includes(value) ? 10 : 0;
      } else if (field === 'schema') {
        best = entry.folded.startsWith(value + '.') ? 10 : 0;
      } else if (field === 'kind') {
        best = entry.kind === value ? 10 : 0;
      } else {
        const short = entry.folded.slice(entry.folded.indexOf('.') + 1);
        if (short === word || entry.folded === word) { best = 100; }
        else if (short.startsWith(word)) { best = 60; }
        else if (entry.folded.includes(word)) { best = 40; }
        for (const column of entry.columns || []) {
          const name = fold(column.name);
          const fits = name === word ? 30 : name.includes(word) ? 20 : fold(column.comment).includes(word) ? 5 : 0;
          if (fits) { columns.set(column.name, column); best = Math.max(best, fits); }
        }
        if (!best && fold(entry.comment).includes(word)) { best = 10; }
        if (!best && entry.tags.some(tag => fold(tag).includes(word))) { best = 10; }
      }
      if (!best) { return null; }
      score += best;
    }
    return { entry, score, columns: [...columns.values()] };
  };

  const show = (entries, query) => {
    const words = fold(query).split(/\s+/).filter(Boolean);
    byId('results').hidden = !words.length;
    byId('browse').hidden = !!words.length;
    const list = byId('hits');
    list.replaceChildren();
    if (!words.length) { byId('found').textContent = ''; return; }
    const hits = entries.map(entry => judge(entry, words)).filter(Boolean)
      .sort((a, b) => b.score - a.score || (a.entry.name < b.entry.name ? -1 : 1));
    byId('found').textContent = hits.length === 0 ? 'Nothing found.'
      : hits.length + ' found' + (hits.length > MOST ? ', the first ' + MOST + ' are shown.' : '.');
    for (const { entry, columns } of hits.slice(0, MOST)) {
      const item = element('li');
      const link = marked(element('a'), entry.name, words);
      link.href = up + entry.page;
      item.append(element('span', entry.kind, 'badge ' + entry.type), ' ', link);
      if (entry.comment) { item.append(marked(element('p'), entry.comment, words)); }
      if (columns.length) {
        const line = element('p', '', 'columns');
        line.append('Columns: ');
        columns.slice(0, 8).forEach((column, i) => {
          const columnLink = marked(element('a'), column.name, words);
          columnLink.href = up + column.page;
          line.append(i ? ', ' : '', columnLink);
        });
        if (columns.length > 8) { line.append(' and ' + (columns.length - 8) + ' more'); }
        item.append(line);
      }
      list.append(item);
    }
  };

  if (data) {
    const entries = JSON.parse(data.textContent);
    entries.forEach(entry => { entry.folded = fold(entry.name); });
    const read = () => {
      const found = /^#q=(.*)$/.exec(location.hash);
      let query = '';
      try { query = found ? decodeURIComponent(found[1]) : ''; } catch { query = ''; }
      if (input.value !== query) { input.value = query; }
      show(entries, query);
    };
    input.addEventListener('input', () => {
      history.replaceState(null, '', input.value ? '#q=' + encodeURIComponent(input.value) : '#');
      show(entries, input.value);
    });
    form.addEventListener('submit', event => {
      event.preventDefault();
      byId('hits').querySelector('a')?.focus();
    });
    addEventListener('hashchange', read);
    if (/^#q=/.test(location.hash)) { read(); }
  } else {
    form.addEventListener('submit', event => {
      event.preventDefault();
      location.assign(up + 'index.html#q=' + encodeURIComponent(input.value));
    });
  }

  // ---- graphs: what a node hangs together with ------------------------------------------------------------------------
  document.querySelectorAll('.graph svg').forEach(svg => {
    const nodes = new Map([...svg.querySelectorAll('.node')].map(node => [node.dataset.id, node]));
    const edges = [...svg.querySelectorAll('.edges path')];
    const next = new Map(), before = new Map();
    const put = (map, key, edge) => map.set(key, [...(map.get(key) || []), edge]);
    edges.forEach(edge => { put(next, edge.dataset.from, edge); put(before, edge.dataset.to, edge); });

    const reach = (start, map, end) => {
      const seen = new Set([start]), found = new Set(), open = [start];
      while (open.length) {
        for (const edge of map.get(open.pop()) || []) {
          found.add(edge);
          if (!seen.has(edge.dataset[end])) { seen.add(edge.dataset[end]); open.push(edge.dataset[end]); }
        }
      }
      return [seen, found];
    };
    const light = id => {
      const [down, downEdges] = reach(id, next, 'to');
      const [above, aboveEdges] = reach(id, before, 'from');
      svg.classList.add('lit');
      nodes.forEach((node, name) => node.classList.toggle('lit', down.has(name) || above.has(name)));
      edges.forEach(edge => edge.classList.toggle('lit', downEdges.has(edge) || aboveEdges.has(edge)));
    };
    const pinned = () => {
      try {
        const id = decodeURIComponent(location.hash.slice(1));
        return nodes.has(id) ? id : '';
      } catch {
        return '';
      }
    };
    const rest = () => { const id = pinned(); if (id) { light(id); } else { svg.classList.remove('lit'); } };
    nodes.forEach((node, id) => {
      node.addEventListener('pointerenter', () => light(id));
      node.addEventListener('pointerleave', rest);
      node.addEventListener('focus', () => light(id));
      node.addEventListener('blur', rest);
      node.classList.toggle('focus', id === svg.dataset.focus);
    });
    const id = pinned();
    if (id) {
      light(id);
      const box = nodes.get(id).getBoundingClientRect(), frame = svg.parentElement;
      frame.scrollLeft += box.left - frame.getBoundingClientRect().left - frame.clientWidth / 2 + box.width / 2;
    }
  });
  document.documentElement.dataset.ready = 'yes';
})();
