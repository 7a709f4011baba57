// VitePress's theme with one component: a page of the car inside of a page of the site.
import DefaultTheme from 'vitepress/theme';
import { withBase } from 'vitepress';
import { h } from 'vue';
import './theme.css';

function ReportFrame({ src, title }) {
  return h('div', { class: 'report-frame' }, [
    h('iframe', { src: withBase(src), title, loading: 'lazy' }),
    h('a', { href: withBase(src), target: '_blank' }, 'Open by itself'),
  ]);
}
ReportFrame.props = ['src', 'title'];

export default { extends: DefaultTheme, enhanceApp: ({ app }) => app.component('ReportFrame', ReportFrame) };
