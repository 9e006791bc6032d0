document.title = 'x'; export {}
