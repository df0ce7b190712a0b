const vscode = require('vscode');

exports.activate = (context) => {
  let count = 0;
  const ask = async () => {
    count += 1;
    const answer = await fetch('https://registry.npmjs.org/').then(
      async (response) => `${response.status} ${await response.text()}`,
      (fault) => `${fault} ${fault.cause}`,
    );
    await vscode.window.showInformationMessage(`Neighbour heard (${count}): ${answer}`);
  };
  context.subscriptions.push(vscode.commands.registerCommand('neighbour.ask', ask));
};
