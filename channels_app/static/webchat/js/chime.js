// Two short notes. A browser that wants a touch of the page first stays silent, and does not make up for it later.

const NOTES = [
  [0, 660],
  [0.12, 880],
];
const LENGTH = 0.25; // seconds
const LATE = 1000; // milliseconds

let audio = null;

export function chime() {
  audio ??= new AudioContext();
  const asked = Date.now();
  const play = () => NOTES.forEach(([after, pitch]) => note(audio.currentTime + after, pitch));
  audio.resume().then(() => Date.now() - asked < LATE && play());
}

function note(start, pitch) {
  const [tone, volume] = [audio.createOscillator(), audio.createGain()];
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0.12, start);
  volume.gain.exponentialRampToValueAtTime(0.001, start + LENGTH);
  tone.connect(volume).connect(audio.destination);
  tone.start(start);
  tone.stop(start + LENGTH);
}
