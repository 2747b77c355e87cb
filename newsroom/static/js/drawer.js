// What htmx has put into the dialog is shown over the page. The browser closes it by Escape, and gives the focus back.

const drawer = document.querySelector("[data-drawer]");

document.addEventListener("htmx:afterSettle", (event) => {
  if (!drawer || event.target !== drawer) return;
  if (!drawer.open) drawer.showModal();
  drawer.scrollTop = 0;
  drawer.querySelector("[data-drawer-focus]")?.focus();
});

// A click on what is behind it.
drawer?.addEventListener("click", (event) => event.target === drawer && drawer.close());
