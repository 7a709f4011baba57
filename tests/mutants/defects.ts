/** A defect put in by hand: one text replaced in one file. */
export interface Defect {
  readonly name: string;
  readonly rule: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const smartKey = (file: string): string => `ecu-sim/smart-key/${file}.ts`;
const diagnostics = (file: string): string => `ecu-sim/diagnostics/${file}.ts`;

/** Each breaks one rule, and nothing else. */
export const DEFECTS: readonly Defect[] = [
  {
    name: 'a reset completes one microsecond late',
    rule: 'RST-4',
    file: smartKey('reset'),
    from: 'const deadlineUs = step.nowUs + step.context.profile.resetDurationUs;',
    to: 'const deadlineUs = step.nowUs + step.context.profile.resetDurationUs + 1;',
  },
  {
    name: 'the erase window closes one microsecond early',
    rule: 'ERA-2',
    file: smartKey('erasure'),
    from: 'const deadlineUs = step.nowUs + step.context.profile.eraseWindowUs;',
    to: 'const deadlineUs = step.nowUs + step.context.profile.eraseWindowUs - 1;',
  },
  {
    name: 'deadlines fire after inputs of the same instant',
    rule: 'ERA-2',
    file: 'ecu-sim/firmware.ts',
    from: "if (procedure.kind !== 'none' && procedure.deadlineUs <= nowUs) {",
    to: "if (procedure.kind !== 'none' && procedure.deadlineUs < nowUs) {",
  },
  {
    name: 'the door is looked at in step 2, and not in step 1',
    rule: 'RST-1',
    file: smartKey('reset'),
    from: "['memory', 'other-procedure', 'battery', 'door']",
    to: "['memory', 'other-procedure', 'battery']",
  },
  {
    name: 'a door frame of exactly 2 s still counts',
    rule: 'VEH-2',
    file: smartKey('received-signals'),
    from: 'return nowUs - atUs < SIGNAL_LIFETIME_US;',
    to: 'return nowUs - atUs <= SIGNAL_LIFETIME_US;',
  },
  {
    name: 'a retired key is accepted again',
    rule: 'KEY-3',
    file: smartKey('registration'),
    from: 'if (key.boundVin !== null || content.retired.includes(key.id))',
    to: 'if (key.boundVin !== null && !content.retired.includes(key.id))',
  },
  {
    name: 'erased keys are not retired',
    rule: 'ERA-5',
    file: smartKey('erasure'),
    from: 'retired: [...content.retired, ...erased],',
    to: 'retired: content.retired,',
  },
  {
    name: 'the delay after wrong pass-codes does not survive a power cut',
    rule: 'AUT-3',
    file: diagnostics('security-access'),
    from: 'step.store({ attempts, delayPending: exceeded });',
    to: 'step.store({ attempts });',
  },
  {
    name: 'the counter of wrong attempts is cleared after the delay',
    rule: 'AUT-3',
    file: diagnostics('session'),
    from: 'attempts: step.context.profile.attemptsMax - 1, delayPending',
    to: 'attempts: 0, delayPending',
  },
  {
    name: 'a wrong pass-code leaves its seed valid',
    rule: 'AUT-3',
    file: diagnostics('security-access'),
    from: '  step.draft.pendingSeed = null;\n  if (!expected',
    to: '  if (!expected',
  },
  {
    name: 'the seed counter is not stored before a power cut',
    rule: 'AUT-1',
    file: diagnostics('security-access'),
    from: '  step.store(position);\n',
    to: '',
  },
  {
    name: 'a level stays unlocked after the session',
    rule: 'AUT-5',
    file: diagnostics('session'),
    from: '  draft.unlockedLevel = 0;\n',
    to: '',
  },
  {
    name: 'the beep of an additional key counts once, not twice',
    rule: 'REG-4',
    file: smartKey('registration'),
    from: "step.beep('exterior', additional ? 2 : 1);",
    to: "step.beep('exterior', 1);",
  },
  {
    name: 'a second touch in the window beeps again',
    rule: 'ERA-3',
    file: smartKey('erasure'),
    from: "  if (procedure.touched.includes(key.id)) return { reaction: 'none', reason: 'already-touched' };\n",
    to: '',
  },
  {
    name: 'a refused touch restarts the step timeout',
    rule: 'REG-7',
    file: smartKey('registration'),
    from: 'const current = { ...procedure, lastRefusal: refusal };',
    to: 'const current = { ...procedure, lastRefusal: refusal, deadlineUs: step.nowUs + step.context.profile.registrationStepTimeoutUs };',
  },
  {
    name: 'a key goes into the highest free slot',
    rule: 'REG-4',
    file: smartKey('registration'),
    from: 'const slot = slots.indexOf(null);',
    to: 'const slot = slots.lastIndexOf(null);',
  },
  {
    name: 'a key battery of exactly 2.2 V is accepted',
    rule: 'KEY-6',
    file: smartKey('registration'),
    from: 'if (key.batteryMv <= WEAK_KEY_BATTERY_MV) return',
    to: 'if (key.batteryMv < WEAK_KEY_BATTERY_MV) return',
  },
  {
    name: 'a battery of exactly batteryMin aborts a reset',
    rule: 'RST-6',
    file: smartKey('reset'),
    from: 'if (supplyMv < step.context.profile.batteryMinMv)',
    to: 'if (supplyMv <= step.context.profile.batteryMinMv)',
  },
  {
    name: 'all keys may be declared present',
    rule: 'ERA-1',
    file: smartKey('erasure'),
    from: '(count < 1 || count >= registered)',
    to: '(count < 1 || count > registered)',
  },
  {
    name: 'a delete with fewer touches than declared erases',
    rule: 'ERA-4',
    file: smartKey('erasure'),
    from: 'procedure.touched.length !== procedure.declared',
    to: 'procedure.touched.length > procedure.declared',
  },
  {
    name: 'a running reset ends with the session',
    rule: 'RST-5',
    file: diagnostics('session'),
    from: "procedure.kind === 'reset' && procedure.state === 'armed')",
    to: "procedure.kind === 'reset')",
  },
  {
    name: 'a touch during the write of a delete is kept',
    rule: 'ERA-7',
    file: smartKey('erasure'),
    from: "  if (procedure.stoppedAtUs !== null) return { reaction: 'none', reason: 'delete-under-way' };\n",
    to: '',
  },
  {
    name: 'registration is allowed after an aborted reset with at-start',
    rule: 'RST-6',
    file: smartKey('reset'),
    from: '    step.store({ resetIncomplete: true });\n',
    to: '',
  },
  {
    name: 'the keys stay in their slots while a reset completes',
    rule: 'RST-3',
    file: smartKey('reset'),
    from: 'slots: content.slots.map(() => null),',
    to: 'slots: content.slots.map((id, index) => (index === 2 ? id : null)),',
  },
  {
    name: 'S3 is not restarted by a request that is refused',
    rule: 'conformance 26',
    file: diagnostics('server'),
    from: '  if (step.state.s3DeadlineUs !== NEVER_US) suspendS3(step);\n',
    to: '',
  },
];
