import { describe, expect, it } from 'vitest';
import { dashboardPage } from '../../../../hil/server/dashboard-page.ts';

describe('the page of the car', () => {
  it('names the vehicle, and the command as it is typed here', () => {
    const page = dashboardPage('4T1BZ1FB4KU999999');
    expect(page).toContain('<title>Virtual Smart Key: 4T1BZ1FB4KU999999</title>');
    expect(page).toContain('<div id="app" data-command="npx smartkey"></div>');
  });

  it('has nothing inline, which its policy would not admit', () => {
    expect(dashboardPage('V')).not.toMatch(/<script>|<style|style=|onclick/);
  });
});
