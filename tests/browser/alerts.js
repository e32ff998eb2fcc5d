// Notes what a page's loudspeaker and its notifications do. `heard` are the names of the alerts that were begun.
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
