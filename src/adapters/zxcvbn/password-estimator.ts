import { createRequire } from 'node:module';
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import type { PasswordEstimator } from '../../ports/password-estimator.ts';

// Time grows with the square of the length, and is spent on the event loop: without these bounds 1,024 random
// bytes took 2 s. What is hard to guess after 64 characters stays so.
const charactersLookedAt = 64;
const substitutionsTried = 10;

const shortestName = 3;
const productName = 'gatehouse';

/** What the package says in words that do not fit a new account. */
const betterWords = {
  warnings: {
    userInputs: 'Your name, your address and the name of this product are easy to guess.',
    pwned: 'This password is known from a leak.',
  },
  suggestions: {
    longerKeyboardPattern: 'Use words instead of patterns on the keyboard.',
  },
};

/**
 * Estimates by zxcvbn (USENIX Security 2016) with English dictionaries, which take 0.4 s to load: a process
 * pays that with its first estimate.
 */
export function createPasswordEstimator(): PasswordEstimator {
  let loaded: ZxcvbnFactory | undefined;
  return (password, { email, displayName }) => {
    loaded ??= load();
    const { score, feedback } = loaded.check(password, namesIn(email, displayName ?? ''));
    return { score, warning: feedback.warning, suggestions: feedback.suggestions };
  };
}

function load(): ZxcvbnFactory {
  // An import would load the dictionaries at the start of every process, and delay its answer by a promise.
  const require = createRequire(import.meta.url);
  const core: typeof import('@zxcvbn-ts/core') = require('@zxcvbn-ts/core');
  const common: typeof import('@zxcvbn-ts/language-common') = require('@zxcvbn-ts/language-common');
  const english: typeof import('@zxcvbn-ts/language-en') = require('@zxcvbn-ts/language-en');
  const { warnings, suggestions, timeEstimation } = english.translations;
  return new core.ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    translations: {
      warnings: { ...warnings, ...betterWords.warnings },
      suggestions: { ...suggestions, ...betterWords.suggestions },
      timeEstimation,
    },
    maxLength: charactersLookedAt,
    l33tMaxSubstitutions: substitutionsTried,
  });
}

function namesIn(email: string, displayName: string): string[] {
  const [local = '', domain = ''] = email.split('@');
  const wholes = [productName, email, local, domain, displayName];
  const parts = wholes.flatMap((whole) => whole.split(/[\s.+_-]+/));
  const joined = [local, displayName].map((whole) => whole.replaceAll(/[\s.+_-]+/g, ''));
  return [...new Set([...wholes, ...parts, ...joined])].filter((name) => name.length >= shortestName);
}
