import { render } from 'preact';
import { unpackCar, type PackedViewerData } from '../report/packed-car.ts';
import { readBlock, showProblem } from './report/page-block.ts';
import { ViewerPage } from './viewer/viewer.tsx';
import { ViewerState } from './viewer/viewer-state.ts';

// A page of the viewer. Its data is of this program's own making, in a block of the page itself.

async function show(): Promise<void> {
  const data = (await readBlock('viewer')) as PackedViewerData;
  const cars = data.cars.map(unpackCar);
  const place = document.getElementById('app');
  document.title = `${data.title}: Virtual Smart Key`;
  if (place !== null) render(<ViewerPage state={new ViewerState({ ...data, cars })} />, place);
  document.documentElement.dataset['ready'] = 'true';
}

show().catch(showProblem);
