import { relative } from 'node:path';
import { HttpError } from '../../http/http-error.ts';
import { scenarioFolder } from '../../scenario/find-scenario-files.ts';
import { loadScenarios } from '../../scenario/load-scenario.ts';
import { ScenarioFileError } from '../../scenario/scenario-problem.ts';
import { rulesOf, type Scenario } from '../../scenario/scenario.ts';
import { selectScenarios } from '../../scenario/select-scenarios.ts';
import type { ScenarioListing } from '../../view/scenario-run.ts';

/** The scenarios in the folder of scenarios, read at the first need; those in code are not read. */
export class ScenarioLibrary {
  readonly #here: string;
  #all: Promise<ReadonlyMap<string, Scenario>> | null = null;

  /** @param here the folder that has `scenarios`; where it has not, the package's own are taken */
  constructor(here: string) {
    this.#here = here;
  }

  async list(): Promise<readonly ScenarioListing[]> {
    return [...(await this.#read())].map(([scenario, one]) => {
      return { scenario, title: one.name, tags: one.tags, rules: rulesOf(one) };
    });
  }

  /** @throws HttpError (404) */
  async get(name: string): Promise<Scenario> {
    const found = (await this.#read()).get(name);
    if (found !== undefined) return found;
    throw new HttpError(404, `there is no scenario "${name.slice(0, 100)}"`, {
      hint: 'choose one of the list (GET /api/scenarios)',
    });
  }

  /** A scenario that was sent: the first of its variants. @throws HttpError (422) that says what is wrong, and where */
  sent(source: string): Scenario {
    try {
      const [scenario] = loadScenarios(source, 'sent.yaml', () => {
        throw new HttpError(422, 'a scenario that is sent can include no other file', { field: 'source' });
      });
      if (scenario !== undefined) return scenario;
    } catch (error) {
      if (!(error instanceof ScenarioFileError)) throw error;
      throw new HttpError(422, error.message, { field: 'source' });
    }
    throw new HttpError(422, 'it holds no scenario', { field: 'source' });
  }

  async #read(): Promise<ReadonlyMap<string, Scenario>> {
    this.#all ??= readAll(scenarioFolder(this.#here));
    return await this.#all;
  }
}

async function readAll(folder: string): Promise<ReadonlyMap<string, Scenario>> {
  const { scenarios } = await selectScenarios([], folder, 'named');
  return new Map(
    scenarios.map((scenario) => {
      const file = relative(folder, scenario.file);
      return [scenario.variant === null ? file : `${file}#${scenario.variant}`, scenario];
    }),
  );
}
