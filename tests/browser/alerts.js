// Notes what a page's loudspeaker and its notifications do. `heard` are the names of the alerts that were begun, `beats` counts
// how often the page's worker let it look for what is to ring again.
(() => {
  window.heard = [];
  window.notices = [];

  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    const name = this.src.split("/").at(-1).split(".")[0];
    if (this.id === "alert-sound" && name !== "silence") window.heard.push(name);
    const begun = play.call(this);
    begun.then(() => (window.mayPlay = true), () => {});
    return begun;
  };

  window.beats = 0;
  window.Worker = class extends Worker {
    constructor(...of) {
      super(...of);
      this.addEventListener("message", () => (window.beats += 1));
    }
  };

  window.Notification = new Proxy(Notification, {
    construct(target, [title, options]) {
      const notice = new target(title, options);
      window.notices.push(notice);
      const close = notice.close;
      notice.close = () => {
        notice.isClosed = true;
        close.call(notice);
      };
      return notice;
    },
  });
})();
