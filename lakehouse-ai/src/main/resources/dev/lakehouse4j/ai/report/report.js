/* Draws the charts of the report from the data in the page, with Chart.js. Nothing is fetched. */
(function () {
  'use strict';

  var data = JSON.parse(document.getElementById('report-data').textContent);
  var locale = data.locale;
  var charts = [];
  var narrowLabel = 14;

  function variable(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function tone(name) {
    return variable('--tone-' + name);
  }

  function luminance(color) {
    var parts = [1, 3, 5].map(function (start) {
      var part = parseInt(color.slice(start, start + 2), 16) / 255;
      return part <= 0.03928 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    });
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  }

  /* Of the two colours of text the one with more contrast; colours are given as #rrggbb. */
  function readableOn(color) {
    var ground = luminance(color) + 0.05;
    var candidates = [variable('--ink'), variable('--page')].map(function (text) {
      var light = luminance(text) + 0.05;
      return { text: text, contrast: Math.max(light, ground) / Math.min(light, ground) };
    });
    return candidates[0].contrast > candidates[1].contrast ? candidates[0].text : candidates[1].text;
  }

  function formatter(style) {
    if (style === 'percent') {
      return function (value, digits) {
        return new Intl.NumberFormat(locale, {
          style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits
        }).format(value);
      };
    }
    if (style === 'money') {
      return function (value, digits) {
        var units = data.units;
        var size = Math.abs(value);
        if (size >= 1e6) { return data.currency + plain(value / 1e6, digits === undefined ? undefined : 2) + units.million; }
        if (size >= 1e3) { return data.currency + plain(value / 1e3, 0) + units.thousand; }
        return data.currency + plain(value, 0);
      };
    }
    return function (value, digits) {
      return plain(value, digits);
    };
  }

  function plain(value, digits) {
    return new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
  }

  /* Values beside the bars, a line with a label across the chart, whiskers at points: what a reader would else look up. */
  var annotations = {
    id: 'annotations',
    afterDatasetsDraw: function (chart) {
      var panel = chart.$panel;
      var context = chart.ctx;
      context.save();
      if (panel.series[0].low) { drawWhiskers(chart, panel, context); }
      if (panel.ideal) { drawIdeal(chart, panel.ideal, context); }
      if (panel.reference) { drawReference(chart, panel.reference, context); }
      context.font = labelFont();
      if (panel.valueLabels) { labelBars(chart, panel, context); }
      context.restore();
    }
  };

  /* Chart.js sets the legend close to the highest tick. */
  var legendSpace = {
    id: 'legendSpace',
    beforeInit: function (chart) {
      var fit = chart.legend.fit;
      chart.legend.fit = function () {
        fit.call(chart.legend);
        if (chart.legend.options.display) { this.height += 8; }
      };
    }
  };

  function labelFont() {
    return '600 12px ' + Chart.defaults.font.family;
  }

  /* Room at the end of lying bars for the longest value. */
  function labelRoom(panel, canvas) {
    if (panel.kind !== 'bars' || !panel.valueLabels || panel.stacked) { return 8; }
    var format = formatter(panel.format);
    var context = canvas.getContext('2d');
    context.save();
    context.font = labelFont();
    var widths = panel.series.map(function (series) {
      return Math.max.apply(null, series.values.map(function (value) {
        return value === null ? 0 : context.measureText(format(value, panel.digits)).width;
      }));
    });
    context.restore();
    return Math.max.apply(null, widths) + 10;
  }

  function labelBars(chart, panel, context) {
    var format = formatter(panel.format);
    var horizontal = chart.options.indexAxis === 'y';
    panel.series.forEach(function (series, index) {
      chart.getDatasetMeta(index).data.forEach(function (bar, position) {
        var value = series.values[position];
        if (value === null) { return; }
        var text = format(value, panel.digits);
        if (panel.stacked) {
          if (bar.width < context.measureText(text).width + 6 || bar.height < 14) { return; }
          context.fillStyle = readableOn(tone(series.tone));
          context.textAlign = 'center';
          context.textBaseline = 'middle';
          context.fillText(text, horizontal ? bar.x - bar.width / 2 : bar.x, horizontal ? bar.y : bar.y + bar.height / 2);
          return;
        }
        context.fillStyle = variable('--ink');
        context.textAlign = horizontal ? 'left' : 'center';
        context.textBaseline = horizontal ? 'middle' : 'bottom';
        // A line may run behind it.
        context.strokeStyle = variable('--page');
        context.lineWidth = 4;
        context.lineJoin = 'round';
        context.strokeText(text, horizontal ? bar.x + 5 : bar.x, horizontal ? bar.y + 1 : bar.y - 3);
        context.fillText(text, horizontal ? bar.x + 5 : bar.x, horizontal ? bar.y + 1 : bar.y - 3);
      });
    });
  }

  function drawWhiskers(chart, panel, context) {
    panel.series.forEach(function (series, index) {
      if (!series.low) { return; }
      var horizontal = chart.options.indexAxis === 'y';
      var scale = horizontal ? chart.scales.x : chart.scales.y;
      context.strokeStyle = horizontal ? variable('--ink') : tone(series.tone);
      context.lineWidth = 1.5;
      chart.getDatasetMeta(index).data.forEach(function (point, position) {
        if (series.low[position] === null) { return; }
        var low = scale.getPixelForValue(series.low[position]);
        var high = scale.getPixelForValue(series.high[position]);
        context.beginPath();
        if (horizontal) {
          context.moveTo(low, point.y);
          context.lineTo(high, point.y);
        } else {
          context.moveTo(point.x, low);
          context.lineTo(point.x, high);
        }
        context.stroke();
      });
    });
  }

  function drawReference(chart, reference, context) {
    var area = chart.chartArea;
    var horizontal = chart.options.indexAxis === 'y';
    context.strokeStyle = variable('--ink-soft');
    context.fillStyle = variable('--ink-soft');
    context.setLineDash([5, 4]);
    context.lineWidth = 1.25;
    context.beginPath();
    if (horizontal) {
      var x = chart.scales.x.getPixelForValue(reference.value);
      context.moveTo(x, area.top);
      context.lineTo(x, area.bottom);
    } else {
      var y = chart.scales.y.getPixelForValue(reference.value);
      context.moveTo(area.left, y);
      context.lineTo(area.right, y);
    }
    context.stroke();
    context.setLineDash([]);
    context.font = '12px ' + Chart.defaults.font.family;
    var width = context.measureText(reference.label).width;
    var left = horizontal ? Math.min(x + 6, area.right - width) : reference.atEnd ? area.right - width - 2 : area.left + 4;
    var top = horizontal ? area.bottom - 16 : y - 17;
    context.fillStyle = variable('--page');
    context.globalAlpha = 0.85;
    context.fillRect(left - 2, top, width + 4, 15);
    context.globalAlpha = 1;
    context.fillStyle = variable('--ink-soft');
    context.textAlign = 'left';
    context.textBaseline = 'top';
    context.fillText(reference.label, left, top + 1);
  }

  function drawIdeal(chart, label, context) {
    var area = chart.chartArea;
    context.strokeStyle = variable('--ink-soft');
    context.setLineDash([5, 4]);
    context.lineWidth = 1.25;
    context.beginPath();
    context.moveTo(area.left, area.bottom);
    context.lineTo(area.right, area.top);
    context.stroke();
    context.setLineDash([]);
    context.font = '12px ' + Chart.defaults.font.family;
    context.fillStyle = variable('--ink-soft');
    context.textAlign = 'right';
    context.textBaseline = 'top';
    context.fillText(label, area.left + 0.72 * (area.right - area.left), area.top + 0.22 * (area.bottom - area.top));
  }

  function dataset(panel, series) {
    var colors = series.tones ? series.tones.map(tone) : tone(series.tone);
    if (panel.kind === 'points') {
      var points = series.values.map(function (value, index) { return { x: panel.xs[index], y: value }; });
      return {
        label: series.name, data: points, showLine: true, borderColor: tone(series.tone), backgroundColor: tone(series.tone),
        borderWidth: 2, pointRadius: 4.5, pointHoverRadius: 6, tension: 0
      };
    }
    if (panel.kind === 'lines') {
      return {
        type: 'line', label: series.name, data: series.values, borderColor: tone(series.tone), backgroundColor: tone(series.tone),
        borderWidth: 2.5, pointRadius: 0, pointHoverRadius: 5, pointHitRadius: 14, tension: 0
      };
    }
    return {
      label: series.name, data: series.values, backgroundColor: colors, borderRadius: panel.stacked ? 0 : 2,
      categoryPercentage: panel.series.length > 1 && !panel.stacked ? 0.78 : 0.86, barPercentage: 0.9,
      maxBarThickness: 56, borderSkipped: 'start'
    };
  }

  function axis(panel, isValue, horizontal) {
    var format = formatter(panel.format);
    var result = {
      grid: { display: isValue, color: variable('--grid'), drawTicks: false },
      border: { display: !isValue, color: variable('--line') },
      ticks: { color: variable('--ink-soft'), padding: 6, font: { size: 12 } },
      stacked: Boolean(panel.stacked)
    };
    if (isValue) {
      result.ticks.callback = function (value) { return format(value, undefined); };
      result.ticks.maxTicksLimit = horizontal ? 6 : 7;
      if (!panel.valueAxis) { result.display = false; }
      if (panel.min !== null) { result.min = panel.min; }
      if (panel.max !== null) { result.max = panel.max; }
      if (panel.series[0].high) { result.suggestedMax = Math.max.apply(null, panel.series[0].high); }
      if (panel.valueLabels && !panel.stacked && panel.max === null && !horizontal) { result.grace = '8%'; }
    } else {
      result.ticks.autoSkip = !horizontal;
      result.ticks.maxRotation = 0;
      if (horizontal) {
        result.ticks.color = variable('--ink');
        if (isNarrow(panel)) { result.ticks.callback = function (value) { return wrap(panel.labels[value], narrowLabel); }; }
      }
    }
    var title = isValue ? panel.yTitle : panel.xTitle;
    if (title) {
      result.title = { display: true, text: title, color: variable('--ink-soft'), font: { size: 12 } };
    }
    return result;
  }

  function wrap(text, most) {
    var lines = [''];
    text.split(' ').forEach(function (word) {
      var last = lines[lines.length - 1];
      if (last && (last + ' ' + word).length > most) { lines.push(word); } else { lines[lines.length - 1] = last ? last + ' ' + word : word; }
    });
    return lines;
  }

  function configuration(panel, canvas) {
    var horizontal = panel.kind === 'bars';
    var points = panel.kind === 'points';
    var format = formatter(panel.format);
    var category = axis(panel, false, horizontal);
    var value = axis(panel, true, horizontal);
    var scales = horizontal ? { x: value, y: category } : { x: category, y: value };
    if (points) {
      scales.x = axis(panel, true, false);
      scales.x.title = { display: true, text: panel.xTitle, color: variable('--ink-soft'), font: { size: 12 } };
    }
    return {
      type: points ? 'scatter' : panel.kind === 'lines' ? 'line' : 'bar',
      data: { labels: panel.labels, datasets: panel.series.map(function (series) { return dataset(panel, series); }) },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        locale: locale,
        indexAxis: horizontal ? 'y' : 'x',
        interaction: points ? { mode: 'nearest', intersect: true } : { mode: 'index', intersect: false, axis: horizontal ? 'y' : 'x' },
        layout: { padding: { top: panel.valueLabels && !horizontal ? 18 : 6, right: labelRoom(panel, canvas) } },
        scales: scales,
        plugins: {
          legend: {
            display: panel.series.length > 1,
            position: 'top',
            align: 'start',
            labels: { color: variable('--ink'), boxWidth: 14, boxHeight: points ? 0 : 10, padding: 12, font: { size: 12.5 } }
          },
          tooltip: {
            callbacks: {
              label: function (item) {
                var series = panel.series[item.datasetIndex];
                var text = series.name + ': ' + format(series.values[item.dataIndex], panel.digits);
                return points ? text + ' (' + format(panel.xs[item.dataIndex], panel.digits) + ')' : text;
              }
            }
          }
        }
      },
      plugins: [annotations, legendSpace]
    };
  }

  /* Long names beside lying bars would leave no room for the bars on a phone. */
  function isNarrow(panel) {
    var canvas = document.getElementById(panel.id);
    return canvas.parentNode.clientWidth < 480 && panel.labels.some(function (label) { return label.length > narrowLabel; });
  }

  function narrowRow(panel) {
    var most = Math.max.apply(null, panel.labels.map(function (label) { return wrap(label, narrowLabel).length; }));
    return Math.max(panel.series.length > 1 && !panel.stacked ? 40 : 30, 14.5 * most + 8);
  }

  function height(panel) {
    if (panel.kind === 'bars') {
      var row = isNarrow(panel) ? narrowRow(panel) : panel.series.length > 1 && !panel.stacked ? 40 : panel.labels.length > 15 ? 21 : 29;
      return row * panel.labels.length + (!panel.valueAxis ? 12 : 34) + (panel.series.length > 1 ? 34 : 0);
    }
    return panel.kind === 'points' ? 340 : panel.height;
  }

  function draw() {
    charts.forEach(function (chart) { chart.destroy(); });
    charts = data.panels.map(function (panel) {
      var canvas = document.getElementById(panel.id);
      canvas.parentNode.style.height = height(panel) + 'px';
      var settings = configuration(panel, canvas);
      // The plugin draws before the constructor has returned.
      settings.plugins.unshift({ id: 'panel', beforeInit: function (chart) { chart.$panel = panel; } });
      return new Chart(canvas, settings);
    });
    document.documentElement.dataset.charts = String(charts.length);
  }

  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  draw();

  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);

  /* Paper has its own width, which the page learns too late: the charts are drawn for it before. */
  var printing = false;
  addEventListener('beforeprint', function () {
    if (printing) { return; }
    printing = true;
    var paper = 680;
    document.documentElement.classList.add('paper');
    draw();
    charts.forEach(function (chart) {
      var beside = chart.canvas.closest('.beside, .half') !== null;
      chart.options.devicePixelRatio = 2.5;
      chart.resize(beside ? paper / 2 - 20 : paper, chart.canvas.parentNode.clientHeight);
    });
  });
  addEventListener('afterprint', function () {
    printing = false;
    document.documentElement.classList.remove('paper');
    draw();
  });
})();
