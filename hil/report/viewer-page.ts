import { browserAsset } from '../browser-asset.ts';
import { packCar, type PackedViewerData } from './packed-car.ts';
import { dataBlock, policyFor } from './self-contained-page.ts';
import type { ViewerData } from './viewer-data.ts';

/**
 * The viewer as one HTML page complete in itself: it loads nothing, and its policy forbids that it could. It opens from
 * a file.
 *
 * @throws Error where the project has not been built
 */
export function viewerPage(data: ViewerData): string {
  const [style, script] = [browserAsset('viewer.css'), browserAsset('viewer.js')];
  const packed: PackedViewerData = { ...data, cars: data.cars.map(packCar) };
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policyFor(style, script)}">
<meta name="referrer" content="no-referrer">
<title>Virtual Smart Key: viewer</title>
<style>${style}</style>
</head>
<body>
<noscript><p>The viewer needs JavaScript.</p></noscript>
<div id="app"></div>
${dataBlock('viewer', packed)}<script>${script}</script>
</body>
</html>
`;
}
