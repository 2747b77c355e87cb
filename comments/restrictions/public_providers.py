"""E-mail domains at which anybody can have an address: restricting one would turn strangers away by the million.

The list is our own: the public lists of "free mail" that are kept as packages name disposable domains as well, and
those are what a newspaper does restrict. Taken from the providers' own pages of the domains at which they give out
addresses; large access providers are in it, as their customers have such an address without choosing it.
"""

from __future__ import annotations

_NAMES = """
gmail.com googlemail.com outlook.com outlook.de outlook.fr outlook.es outlook.it outlook.jp outlook.co.uk
outlook.com.br hotmail.com hotmail.co.uk hotmail.de hotmail.es hotmail.fr hotmail.it hotmail.nl hotmail.be
hotmail.com.br live.com live.co.uk live.de live.fr live.it live.nl live.be live.ca live.com.au msn.com passport.com
windowslive.com yahoo.com yahoo.co.uk yahoo.co.in yahoo.co.jp yahoo.co.id yahoo.ca yahoo.de yahoo.es yahoo.fr
yahoo.ie yahoo.in yahoo.it yahoo.pl yahoo.ro yahoo.se yahoo.com.ar yahoo.com.au yahoo.com.br yahoo.com.mx
yahoo.com.ph yahoo.com.sg yahoo.com.tw yahoo.com.vn yahoo.com.hk ymail.com rocketmail.com myyahoo.com aol.com
aol.co.uk aol.de aim.com netscape.net verizon.net icloud.com me.com mac.com privaterelay.appleid.com proton.me
protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tutamail.com tuta.io tuta.com keemail.me fastmail.com
fastmail.fm hey.com hushmail.com mailfence.com posteo.de posteo.net mailbox.org startmail.com runbox.com disroot.org
riseup.net duck.com mozmail.com simplelogin.com zoho.com zohomail.com zoho.eu mail.com email.com usa.com
consultant.com post.com europe.com gmx.com gmx.us gmx.de gmx.net gmx.at gmx.ch gmx.fr gmx.es web.de t-online.de
freenet.de arcor.de 1und1.de online.de vodafone.de kabelmail.de mail.de bluewin.ch hispeed.ch sunrise.ch aon.at
chello.at orange.fr wanadoo.fr free.fr sfr.fr neuf.fr laposte.net bbox.fr numericable.fr aliceadsl.fr
club-internet.fr libero.it virgilio.it tiscali.it alice.it tim.it tin.it inwind.it iol.it fastwebnet.it
telefonica.net terra.es sapo.pt btinternet.com btopenworld.com sky.com talktalk.net virginmedia.com ntlworld.com
blueyonder.co.uk tiscali.co.uk eircom.net ziggo.nl kpnmail.nl planet.nl xs4all.nl home.nl telenet.be skynet.be
proximus.be telia.com tele2.se bredband.net comhem.se online.no luukku.com elisanet.fi mail.dk wp.pl o2.pl onet.pl
op.pl onet.eu interia.pl poczta.fm gazeta.pl seznam.cz email.cz centrum.cz atlas.cz azet.sk zoznam.sk centrum.sk
freemail.hu citromail.hu abv.bg mail.bg inbox.lv inbox.lt mail.ee ukr.net i.ua meta.ua bigmir.net mail.ru bk.ru
inbox.ru list.ru internet.ru yandex.ru yandex.com ya.ru yandex.by yandex.kz yandex.ua rambler.ru comcast.net
xfinity.com att.net sbcglobal.net bellsouth.net cox.net charter.net spectrum.net earthlink.net frontier.com
optonline.net optimum.net juno.com netzero.net windstream.net centurylink.net q.com sympatico.ca bell.net rogers.com
shaw.ca telus.net videotron.ca bigpond.com bigpond.net.au optusnet.com.au iinet.net.au tpg.com.au xtra.co.nz
uol.com.br bol.com.br terra.com.br ig.com.br globo.com globomail.com prodigy.net.mx qq.com foxmail.com 163.com
126.com yeah.net sina.com sina.cn sohu.com aliyun.com 139.com 189.cn tom.com naver.com daum.net hanmail.net nate.com
kakao.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp i.softbank.jp nifty.com biglobe.ne.jp ocn.ne.jp so-net.ne.jp
rediffmail.com sify.com indiatimes.com walla.co.il walla.com webmail.co.za mweb.co.za vodamail.co.za telkomsa.net
"""
PUBLIC_PROVIDERS = frozenset(_NAMES.split())


def is_public(domain: str) -> bool:
    """Also of a subdomain: what is below a provider is the provider's."""
    labels = domain.split(".")
    return any(".".join(labels[start:]) in PUBLIC_PROVIDERS for start in range(len(labels) - 1))
